import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { inPlace } from '../bundle/in-place.ts';
import { tooMuchForZip, ZipWriter } from '../bundle/zip.ts';
import { isSystemError, Mistake } from '../mistake.ts';
import { plural, type Progress } from '../terminal.ts';
import { dataScript, packPage, packStyles, SCRIPTS, type SiteFiles } from './page.ts';

/** A pack that was written. */
export interface Pack {
  readonly file: string;
  readonly files: number;
  readonly bytes: number;
  /** Addresses on its pages that lead to nothing, with how many pages have each. */
  readonly lost: readonly { readonly address: string; readonly pages: number }[];
}

/** Everything in the zip lies in this folder. */
const TOP = 'bootbook';
/** Archives of boot servers, which `npm run build` puts beside the pages. */
const BUNDLES = 'bundle/';
/** What pages of a pack do not use: modules, and fonts, which lie inside the style sheets. */
const UNUSED = /^_astro\/.*\.(?:js|woff2)$/;
const MODE = 0o644;

/**
 * Writes the zip of a built site. Same site, same bytes; it comes into place by a rename.
 * @param bundles whether archives of boot servers that lie in the site are taken along
 * @throws Mistake if the folder is no built site, or the zip cannot hold it
 */
export async function writePack(
  site: string,
  out: string,
  bundles: boolean,
  progress: Progress,
): Promise<Pack> {
  const target = resolve(out);
  const paths = filesBelow(site)
    .filter((path) => bundles || !path.startsWith(BUNDLES))
    .filter((path) => resolve(site, path) !== target);
  const files: SiteFiles = new Set(paths);
  refuseUnlessBuilt(site, files);
  const taken = onceByCase(paths.filter((path) => !UNUSED.test(path)));
  const entries = taken.map((path) => ({
    path,
    size: statSync(join(site, path)).size,
    mode: MODE,
  }));
  const tooMuch = tooMuchForZip(entries.map((each) => ({ ...each, path: `${TOP}/${each.path}` })));
  if (tooMuch !== undefined)
    throw new Mistake(
      `The site does not fit into one zip: ${tooMuch}.`,
      'Leave the archives of the boot servers out: --no-bundles.',
    );
  const lost = new Map<string, number>();
  mkdirSync(dirname(target), { recursive: true });
  await inPlace(target, (temporary) => {
    const descriptor = openSync(temporary, 'wx', MODE);
    try {
      const zip = new ZipWriter(descriptor);
      for (const [index, entry] of entries.entries()) {
        progress.say(`Packing ${index + 1} of ${plural(entries.length, 'file')}: ${entry.path}`);
        const packed = packedFile(site, entry.path, files);
        for (const address of packed?.lost ?? []) lost.set(address, (lost.get(address) ?? 0) + 1);
        if (packed === undefined)
          zip.addFile({ ...entry, path: `${TOP}/${entry.path}` }, join(site, entry.path));
        else zip.add(`${TOP}/${packed.path}`, MODE, Buffer.from(packed.text));
      }
      zip.end();
    } finally {
      closeSync(descriptor);
    }
  });
  progress.end();
  return {
    file: out,
    files: entries.length,
    bytes: statSync(target).size,
    lost: [...lost].map(([address, pages]) => ({ address, pages })),
  };
}

/** Of paths that differ in capitals alone the first: macOS and Windows have one file for them. */
function onceByCase(paths: readonly string[]): string[] {
  const byName = new Map<string, string>();
  for (const path of paths)
    if (!byName.has(path.toLowerCase())) byName.set(path.toLowerCase(), path);
  return [...byName.values()];
}

/** All files below a folder, in the order of the names' code units. */
export function filesBelow(folder: string): string[] {
  let found;
  try {
    found = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) throw notBuilt(folder, 'there is no such folder');
    throw error;
  }
  const base = resolve(folder).length + 1;
  return found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => resolve(entry.parentPath, entry.name).slice(base))
    .sort();
}

/** @throws Mistake if the folder does not hold what a build of this version writes */
export function refuseUnlessBuilt(site: string, files: SiteFiles): void {
  const missing = ['index.html', ...SCRIPTS].find((path) => !files.has(path));
  if (missing !== undefined) throw notBuilt(site, `it has no ${missing}`);
}

function notBuilt(site: string, why: string): Mistake {
  return new Mistake(
    `${site} is not the site as this version builds it: ${why}.`,
    'Build it with `npm run build`, or name its folder: --site DIR.',
  );
}

/** What a file becomes where it does not go along as it is. */
function packedFile(
  site: string,
  path: string,
  files: SiteFiles,
): { path: string; text: string; lost?: readonly string[] } | undefined {
  const read = (): string => readFileSync(join(site, path), 'utf8');
  switch (extname(path)) {
    case '.html': {
      const { html, lost } = packPage(read(), path, files);
      return { path, text: html, lost };
    }
    case '.css':
      return {
        path,
        text: packStyles(read(), path, (other) =>
          files.has(other) ? readFileSync(join(site, other)) : undefined,
        ),
      };
    case '.json':
      // Data of the search field lie at the top; other JSON is for programs, which read it as it is.
      if (path.includes('/')) return undefined;
      return { path: path.replace(/\.json$/, '.js'), text: dataScript(`/${path}`, read()) };
    default:
      return undefined;
  }
}
