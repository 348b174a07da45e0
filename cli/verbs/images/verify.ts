import type { Command } from 'commander';
import { exitCodes } from '../../exit-codes.ts';
import { exitText } from '../../exit-text.ts';
import { imageParts } from '../../payload/image-parts.ts';
import { openSite } from '../../site-options.ts';
import { plural, write, writeJson } from '../../terminal.ts';
import {
  addImageOptions,
  cacheOf,
  partJson,
  partLine,
  presentOf,
  widthOf,
  type ImageOptions,
} from './options.ts';

/** `bootbook images verify` */
export function registerVerify(images: Command): void {
  addImageOptions(images.command('verify'))
    .description('check that every file of the images lies on this machine, with the right sum')
    .addHelpText(
      'after',
      `
Each file is read and hashed anew, without asking the network. A changed one is removed from the cache, so that the next
fetch or build gets it again. What has a signature was taken into the cache only after that was checked.

${exitText({ fine: 'all of them are there', problem: 'one is missing or wrong, no such image, or the inventory has errors' })}

Examples:
  bootbook images verify
  bootbook images verify debian-12-installer-amd64`,
    )
    .action(verify);
}

async function verify(names: readonly string[], options: ImageOptions): Promise<void> {
  const site = await openSite(options);
  if (site === undefined) return;
  const parts = imageParts(site.inventory, names);
  const cache = cacheOf(site, options);
  const rows = parts.map((part) => ({ part, result: presentOf(part.source, site.root, cache) }));
  const wrong = rows.filter(({ result }) => 'why' in result);
  if (wrong.length > 0) process.exitCode = exitCodes.problem;
  if (options.json) {
    await writeJson({
      ok: wrong.length === 0,
      files: rows.map(({ part, result }) => partJson(part, result)),
    });
    return;
  }
  const width = widthOf(wrong.map(({ part }) => part));
  for (const { part, result } of wrong)
    await write(process.stdout, `${partLine(part, result, width)}\n`);
  await write(
    process.stdout,
    wrong.length === 0
      ? `${plural(parts.length, 'file')}, all as they should be.\n`
      : `${wrong.length} of ${plural(parts.length, 'file')} missing or wrong. Get them: bootbook images fetch\n`,
  );
}
