import type { Command } from 'commander';
import { exitText } from '../../exit-text.ts';
import { imageParts } from '../../payload/image-parts.ts';
import { openSite } from '../../site-options.ts';
import { write, writeJson } from '../../terminal.ts';
import {
  addImageOptions,
  cacheOf,
  partJson,
  partLine,
  presentOf,
  widthOf,
  type ImageOptions,
} from './options.ts';

/** `bootbook images list` */
export function registerList(images: Command): void {
  addImageOptions(images.command('list'))
    .description('show of what files images are made, and which of them lie on this machine')
    .addHelpText(
      'after',
      `
One line a file: image and part, the beginning of its SHA-256, its size, where it comes from, and whose signature was
checked. Nothing is fetched.

${exitText({ fine: 'listed', problem: 'no such image, or the inventory has errors' })}

Examples:
  bootbook images list
  bootbook images list --json | jq -r '.files[] | select(.ok | not).image'`,
    )
    .action(list);
}

async function list(names: readonly string[], options: ImageOptions): Promise<void> {
  const site = await openSite(options);
  if (site === undefined) return;
  const parts = imageParts(site.inventory, names);
  const cache = cacheOf(site, options);
  const rows = parts.map((part) => ({ part, result: presentOf(part.source, site.root, cache) }));
  if (options.json) {
    await writeJson({ files: rows.map(({ part, result }) => partJson(part, result)) });
    return;
  }
  const width = widthOf(parts);
  for (const { part, result } of rows)
    await write(process.stdout, `${partLine(part, result, width)}\n`);
}
