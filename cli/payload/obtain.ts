import { existsSync, rmSync } from 'node:fs';
import type { Source } from '../../generators/inventory/schema.ts';
import { hashFile } from '../hash-file.ts';
import { asMistake } from '../mistake.ts';
import type { Progress } from '../terminal.ts';
import type { PayloadCache } from './cache.ts';
import { DebianPackages } from './debian.ts';
import { download } from './download.ts';
import { madeBefore, makeRecipe, type RecipeSource } from './from-recipe.ts';
import { fileInPackage, fileInRepo } from './path-within.ts';
import { fetchSums, notListed, type UrlSource } from './sums.ts';
import { sourceKey, wrongSum, type Missing, type Ready } from './payload.ts';

type PackageSource = Extract<Source, { package: string }>;
type PathSource = Extract<Source, { path: string }>;

/** How payload is obtained. */
export interface ObtainOptions {
  /** Absolute path of the repo, for sources that are files of it. */
  readonly root: string;
  readonly cache: PayloadCache;
  /** Nothing is asked for over the network: only the cache and the repo count. */
  readonly offline: boolean;
  /** Packages are asked for again, in case there is a newer version, and what is made of them is made anew then. */
  readonly refresh: boolean;
  readonly progress: Progress;
}

/** What came of each source, by its `sourceKey`. */
export type Obtained = ReadonlyMap<string, Ready | Missing>;

/** Brings every source onto this machine: from the repo, from the cache, or from where the inventory says it is. */
export async function obtainPayload(
  sources: Iterable<Source>,
  options: ObtainOptions,
): Promise<Obtained> {
  const obtained = new Map<string, Ready | Missing>();
  const packages = new Map<string, PackageSource[]>();
  const recipes = new Map<string, RecipeSource[]>();
  for (const source of sources) {
    const key = sourceKey(source);
    if (obtained.has(key)) continue;
    if ('path' in source) {
      obtained.set(key, fromRepo(source, options.root));
      continue;
    }
    const known = findKnown(source, options);
    if (known !== undefined) obtained.set(key, known);
    else if (options.offline)
      obtained.set(key, { why: 'it is not in the cache, and this is --offline' });
    else if ('url' in source) obtained.set(key, await readably(() => fromUrl(source, options)));
    else if ('recipe' in source) {
      obtained.set(key, { why: 'not yet made' });
      const name = `${source.recipe}:${source.architecture}`;
      recipes.set(name, [...(recipes.get(name) ?? []), source]);
    } else {
      // All files of a package come out of one download.
      obtained.set(key, { why: 'not yet asked for' });
      const name = `${source.package}:${source.architecture ?? ''}`;
      packages.set(name, [...(packages.get(name) ?? []), source]);
    }
  }
  if (packages.size > 0 || recipes.size > 0) {
    const debian = new DebianPackages(options.cache.subfolder('apt'), options.progress);
    for (const wanted of packages.values()) await fromPackage(wanted, debian, options, obtained);
    for (const wanted of recipes.values()) await fromRecipe(wanted, debian, options, obtained);
  }
  options.progress.end();
  return obtained;
}

/** What the cache has of a source, where there is no reason to ask again. */
function findKnown(
  source: Exclude<Source, PathSource>,
  { cache, refresh }: ObtainOptions,
): Ready | undefined {
  if (refresh && !('url' in source)) return undefined;
  return 'recipe' in source ? madeBefore(source, cache) : cache.find(source);
}

function fromRepo(source: PathSource, root: string): Ready | Missing {
  const found = fileInRepo(root, source.path);
  if ('why' in found) return found;
  const content = hashFile(found.file);
  const wrong = wrongSum(source, content.sha256);
  if (wrong !== undefined) return { why: wrong };
  return { file: found.file, ...content, origin: { path: source.path } };
}

async function fromUrl(
  source: UrlSource,
  { root, cache, progress }: ObtainOptions,
): Promise<Ready | Missing> {
  const file = cache.begunFile(source);
  const continued = existsSync(file);
  const fetched = await fetchWhole(source, file, progress);
  // A beginning that was left over may have been one of other bytes: then once more, from the first one.
  const result =
    fetched !== undefined && continued && !existsSync(file)
      ? await fetchWhole(source, file, progress)
      : fetched;
  if (result !== undefined) return result;
  let signedBy: string | undefined;
  if (source.sums?.signature !== undefined) {
    const work = cache.workFolder();
    try {
      const sums = await fetchSums(source.sums, root, work, progress);
      if ('why' in sums) return sums;
      const why = notListed(sums, source);
      if (why !== undefined) return { why };
      ({ signedBy } = sums);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  const ready = cache.keep(source, file, {
    url: source.url,
    ...(signedBy !== undefined && { signedBy }),
  });
  rmSync(file);
  return ready;
}

/** Downloads a file to its end and checks its sum. A whole file with a wrong sum is removed. */
async function fetchWhole(
  source: UrlSource,
  file: string,
  progress: Progress,
): Promise<Missing | undefined> {
  const result = await download(source.url, file, progress);
  if (result !== 'done') return result;
  const wrong = wrongSum(source, hashFile(file).sha256);
  if (wrong === undefined) return undefined;
  rmSync(file);
  return { why: wrong };
}

async function fromPackage(
  sources: readonly PackageSource[],
  debian: DebianPackages,
  { cache, refresh }: ObtainOptions,
  obtained: Map<string, Ready | Missing>,
): Promise<void> {
  const { package: name, architecture } = sources[0]!;
  const work = cache.workFolder();
  try {
    const unpacked = await readably(() => debian.unpack(name, architecture, work));
    for (const source of sources) {
      const result =
        'why' in unpacked ? unpacked : await readably(() => takeFile(source, unpacked));
      // A newer version that cannot be had is no reason to give up the one that we have.
      const kept = 'why' in result && refresh ? cache.find(source) : undefined;
      obtained.set(sourceKey(source), kept ?? result);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }

  function takeFile(
    source: PackageSource,
    { root, version, url }: { root: string; version: string; url: string },
  ): Ready | Missing {
    const found = fileInPackage(root, source.file);
    if ('why' in found) return found;
    const wrong = wrongSum(source, hashFile(found.file).sha256);
    if (wrong !== undefined) return { why: wrong };
    return cache.keep(source, found.file, { package: name, version, url, file: source.file });
  }
}

async function fromRecipe(
  sources: readonly RecipeSource[],
  debian: DebianPackages,
  { cache, refresh, progress }: ObtainOptions,
  obtained: Map<string, Ready | Missing>,
): Promise<void> {
  const made = await readably(() => makeRecipe(sources, debian, cache, progress));
  for (const source of sources) {
    const key = sourceKey(source);
    const result = 'why' in made ? made : made.get(key)!;
    // As with packages: what cannot be made anew is no reason to give up what was made before.
    const kept = 'why' in result && refresh ? madeBefore(source, cache) : undefined;
    obtained.set(key, kept ?? result);
  }
}

/** Turns what the operating system refuses into a reason to leave a file out. */
async function readably<T>(work: () => T | Promise<T>): Promise<T | Missing> {
  try {
    return await work();
  } catch (error) {
    const mistake = asMistake(error);
    if (mistake === undefined) throw error;
    return { why: mistake.message.replace(/\.$/, '') };
  }
}
