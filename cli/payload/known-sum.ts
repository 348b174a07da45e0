import type { Source } from '../../generators/inventory/schema.ts';
import { hashFile } from '../hash-file.ts';
import type { PayloadCache } from './cache.ts';
import { fileInRepo } from './path-within.ts';

/** The SHA-256 that a payload file will have, as far as one can tell without fetching it. */
export function knownSum(source: Source, root: string, cache: PayloadCache): string | undefined {
  if (source.sha256 !== undefined) return source.sha256;
  if (!('path' in source)) return cache.sumOf(source);
  const found = fileInRepo(root, source.path);
  return 'why' in found ? undefined : hashFile(found.file).sha256;
}
