import type { Command } from 'commander';
import { carryOut, writePatch } from '../../carry-out.ts';
import type { Wanted } from '../../edit-inventory.ts';
import { exitCodes } from '../../exit-codes.ts';
import { exitText } from '../../exit-text.ts';
import { imageParts, partName, type ImagePart } from '../../payload/image-parts.ts';
import { findNewer, type Newer } from '../../payload/newer.ts';
import type { Missing } from '../../payload/payload.ts';
import type { UrlSource } from '../../payload/sums.ts';
import { openSite } from '../../site-options.ts';
import { plural, Progress, write, writeJson } from '../../terminal.ts';
import { addImageOptions, cacheOf, type ImageOptions } from './options.ts';

interface UpdateOptions extends ImageOptions {
  readonly write?: boolean;
}

type Listed = UrlSource & { sums: NonNullable<UrlSource['sums']> };

/** `bootbook images update` */
export function registerUpdate(images: Command): void {
  addImageOptions(images.command('update'))
    .description('look for newer versions, and propose them as a change of the inventory')
    .option('--write', 'make the change, instead of only showing it')
    .addHelpText(
      'after',
      `
It asks the lists that the inventory names in sums: of files with a url:, and checks their signature where one is named. A
newer version is the same path with higher numbers in it; a file that was replaced under its URL shows by its sum. The
change is a diff on stdout that git apply takes; --write edits those lines and nothing else. Nothing is downloaded but the
lists. Packages need no change: bootbook build --refresh takes their newest version.

${exitText({ fine: 'nothing newer, or written', problem: 'a list could not be had or is not signed as it should be, no such image, or the inventory has errors', different: 'there is a change to make' })}

Examples:
  bootbook images update
  bootbook images update > newer.patch; git apply newer.patch
  bootbook images update --write && bootbook images fetch`,
    )
    .action(update);
}

async function update(names: readonly string[], options: UpdateOptions): Promise<void> {
  const site = await openSite(options);
  if (site === undefined) return;
  const cache = cacheOf(site, options);
  const progress = new Progress();
  const results: { part: ImagePart; source: Listed; result: Newer | Missing }[] = [];
  for (const part of imageParts(site.inventory, names)) {
    const source = listed(part);
    if (source === undefined) continue;
    progress.say(`Looking for newer versions of ${partName(part)}`);
    results.push({ part, source, result: await findNewer(source, { ...site, cache, progress }) });
  }
  progress.end();
  const wanted = results.flatMap(({ part, source, result }) =>
    'why' in result ? [] : edits(part, source, result),
  );
  const now = options.now ?? Date.now();
  const done = await carryOut(site, { ...options, dryRun: options.write !== true }, wanted, now);
  if (done === undefined) return;
  const failed = results.filter(({ result }) => 'why' in result);
  if (failed.length > 0) process.exitCode = exitCodes.problem;
  else if (done.patch !== '' && options.write !== true) process.exitCode = exitCodes.different;
  if (options.json) {
    await writeJson({
      files: results.map(({ part, source, result }) => ({
        image: part.entity.id,
        part: part.path.join('.'),
        from: { url: source.url, sha256: source.sha256 },
        ...('why' in result
          ? { why: result.why }
          : { to: { url: result.url, sha256: result.sha256 } }),
      })),
      written: options.write === true && done.patch !== '',
      patch: done.patch,
    });
    return;
  }
  if (options.write !== true) await writePatch(done.patch);
  for (const { part, result } of failed)
    if ('why' in result) await write(process.stderr, `${partName(part)}: ${result.why}\n`);
  await write(process.stderr, told(results.length, done.changes.length, options));
}

function listed({ source }: ImagePart): Listed | undefined {
  return 'url' in source && source.sums !== undefined
    ? { ...source, sums: source.sums }
    : undefined;
}

function edits({ entity, path }: ImagePart, source: Listed, newer: Newer): Wanted[] {
  const pairs = [
    [['url'], source.url, newer.url],
    [['sha256'], source.sha256, newer.sha256],
    [['sums', 'url'], source.sums.url, newer.sums],
  ] as const;
  return pairs
    .filter(([, old, value]) => old !== value)
    .map(([keys, , value]) => ({ entity, path: [...path, ...keys], value }));
}

function told(asked: number, changed: number, { write: written }: UpdateOptions): string {
  if (asked === 0) return 'No file of these images has a url: with sums: to ask.\n';
  if (changed === 0) return `${plural(asked, 'file')} asked for, nothing newer.\n`;
  return written === true
    ? 'Written. Next: bootbook images fetch, then bootbook build.\n'
    : 'Nothing was written. Take it over: --write, or git apply.\n';
}
