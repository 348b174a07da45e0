import type { Command } from 'commander';
import { exitCodes } from '../../exit-codes.ts';
import { exitText } from '../../exit-text.ts';
import { imageParts } from '../../payload/image-parts.ts';
import { obtainPayload } from '../../payload/obtain.ts';
import { sourceKey } from '../../payload/payload.ts';
import { openSite } from '../../site-options.ts';
import { plural, Progress, write, writeJson } from '../../terminal.ts';
import {
  addImageOptions,
  cacheOf,
  partJson,
  partLine,
  widthOf,
  type ImageOptions,
} from './options.ts';

interface FetchOptions extends ImageOptions {
  readonly offline?: boolean;
  readonly refresh?: boolean;
}

/** `bootbook images fetch` */
export function registerFetch(images: Command): void {
  addImageOptions(images.command('fetch'))
    .description(
      'bring the files of the images onto this machine, so that a build needs no network',
    )
    .option('--offline', 'ask nobody: only say what is missing')
    .option('--refresh', 'ask for packages again, in case there are newer ones')
    .addHelpText(
      'after',
      `
Files come from where the inventory says: Debian packages, recipes that make them, the repo, or a URL with its SHA-256 and,
where sums: names one, the publisher's signature. A download that broke off, or that was interrupted, goes on where it
stopped. A file with another sum or without the signature is not taken, here or in a build.

${exitText({ fine: 'all are there', problem: 'one could not be had, no such image, or the inventory has errors' })}

Examples:
  bootbook images fetch
  bootbook images fetch debian-12-installer-amd64
  bootbook images fetch && bootbook build --offline`,
    )
    .action(fetchImages);
}

async function fetchImages(names: readonly string[], options: FetchOptions): Promise<void> {
  const site = await openSite(options);
  if (site === undefined) return;
  const parts = imageParts(site.inventory, names);
  const obtained = await obtainPayload(
    parts.map(({ source }) => source),
    {
      root: site.root,
      cache: cacheOf(site, options),
      offline: options.offline === true,
      refresh: options.refresh === true,
      progress: new Progress(),
    },
  );
  const rows = parts.map((part) => ({ part, result: obtained.get(sourceKey(part.source))! }));
  const missing = rows.filter(({ result }) => 'why' in result).length;
  if (missing > 0) process.exitCode = exitCodes.problem;
  if (options.json) {
    await writeJson({
      ok: missing === 0,
      files: rows.map(({ part, result }) => partJson(part, result)),
    });
    return;
  }
  const width = widthOf(parts);
  for (const { part, result } of rows)
    await write(process.stdout, `${partLine(part, result, width)}\n`);
  if (missing > 0)
    await write(
      process.stderr,
      `${missing} of ${plural(parts.length, 'file')} could not be had.\n`,
    );
}
