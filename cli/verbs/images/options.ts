import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { Source } from '../../../generators/inventory/schema.ts';
import { PayloadCache } from '../../payload/cache.ts';
import { fileInRepo } from '../../payload/path-within.ts';
import { sourceText, wrongSum, type Missing, type Ready } from '../../payload/payload.ts';
import { hashFile } from '../../hash-file.ts';
import { addSiteOptions, type OpenSite, type SiteOptions } from '../../site-options.ts';
import { sizeText } from '../../terminal.ts';
import { partName, type ImagePart } from '../../payload/image-parts.ts';

/** Options of every verb about images. */
export interface ImageOptions extends SiteOptions {
  readonly cache?: string;
}

/** Adds the options of every verb about images. */
export function addImageOptions(command: Command): Command {
  return addSiteOptions(
    command.argument('[image...]', 'ids of images, or of profiles that write one (default: all)'),
  ).addOption(
    new Option('--cache <dir>', 'where fetched files are kept (default: .cache/payload)').env(
      'BOOTBOOK_CACHE',
    ),
  );
}

export function cacheOf({ root }: OpenSite, { cache }: ImageOptions): PayloadCache {
  return new PayloadCache(resolve(cache ?? join(root, '.cache', 'payload')));
}

/** What lies on this machine of a source, hashed anew; nothing is fetched. */
export function presentOf(source: Source, root: string, cache: PayloadCache): Ready | Missing {
  if (!('path' in source)) {
    const found = cache.find(source);
    if (found === undefined) return { why: 'not fetched yet' };
    const wrong = wrongSum(source, found.sha256);
    return wrong === undefined ? found : { why: wrong };
  }
  const found = fileInRepo(root, source.path);
  if ('why' in found) return found;
  const content = hashFile(found.file);
  const wrong = wrongSum(source, content.sha256);
  return wrong === undefined
    ? { file: found.file, ...content, origin: { path: source.path } }
    : { why: wrong };
}

/** A part and what there is of it, for a machine. */
export function partJson(part: ImagePart, result: Ready | Missing): object {
  return {
    image: part.entity.id,
    part: part.path.join('.'),
    source: part.source,
    at: part.at,
    ...('why' in result
      ? { ok: false, why: result.why }
      : { ok: true, sha256: result.sha256, size: result.size, signedBy: signerOf(result) ?? null }),
  };
}

/** A part and what there is of it, on one line. */
export function partLine(part: ImagePart, result: Ready | Missing, width: number): string {
  const head = `${partName(part).padEnd(width)}  `;
  if ('why' in result) return `${head}${sourceText(part.source)}: ${result.why}`;
  const signer = signerOf(result);
  const signed = signer === undefined ? '' : `, signed by ${signer}`;
  return `${head}${result.sha256.slice(0, 12)}  ${sizeText(result.size).padStart(7)}  ${sourceText(part.source)}${signed}`;
}

export function widthOf(parts: readonly ImagePart[]): number {
  return Math.max(0, ...parts.map((part) => partName(part).length));
}

function signerOf({ origin }: Ready): string | undefined {
  return 'signedBy' in origin ? origin.signedBy : undefined;
}
