import { isUtf8 } from 'node:buffer';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Importer, Include, Origin, SourceFile } from '../../generators/import/records.ts';
import { MAX_FILE_BYTES } from '../../generators/inventory/yaml-file.ts';
import { asMistake, Mistake } from '../mistake.ts';

/** What a source names and what could not be read. */
interface Missing {
  readonly origin: Origin;
  readonly path: string;
  readonly why: string;
}

/** The first kind of file that an importer is given. */
const FIRST = 'config';

/**
 * Reads the files of a source, and what they name in their turn. A folder gives the files in it, and in folders below,
 * that the importer knows by their names.
 * @param root where absolute paths inside of the files begin
 * @throws Mistake where a file that was named on the command line cannot be read
 */
export async function readImport(
  importer: Importer,
  sources: readonly string[],
  root: string,
): Promise<{ files: SourceFile[]; missing: Missing[] }> {
  const files: SourceFile[] = [];
  const missing: Missing[] = [];
  const seen = new Set<string>();
  const add = async (path: string, shown: string, kind: string): Promise<void> => {
    const real = await realpath(path);
    if (seen.has(real)) return;
    seen.add(real);
    const file = { path: shown, kind, text: await readText(path, shown) };
    files.push(file);
    for (const include of importer.includes?.(file) ?? []) await follow(include, dirname(path));
  };
  const follow = async (include: Include, here: string): Promise<void> => {
    const path = isAbsolute(include.path) ? join(root, include.path) : join(here, include.path);
    try {
      if (!(await stat(path)).isDirectory()) await add(path, include.path, include.kind);
      else
        for (const entry of (await readdir(path, { withFileTypes: true })).sort(byName))
          if (!entry.isDirectory() && include.takes(entry.name))
            await add(join(path, entry.name), join(include.path, entry.name), include.kind);
    } catch (error) {
      const mistake = asMistake(error, path);
      if (mistake === undefined) throw error;
      const why = `${mistake.message} Its content is not part of the import.`;
      missing.push({ origin: include.origin, path: include.path, why });
    }
  };
  for (const source of sources) {
    try {
      if (!(await stat(source)).isDirectory()) await add(source, source, FIRST);
      else
        for (const name of (await readdir(source, { recursive: true })).sort())
          if (importer.files.test(basename(name)) && (await stat(join(source, name))).isFile())
            await add(join(source, name), join(source, name), FIRST);
    } catch (error) {
      throw asMistake(error, source) ?? error;
    }
  }
  if (files.length === 0)
    throw new Mistake(
      `There is no file of ${importer.title} in ${sources.join(' ')}.`,
      `Name the files themselves: ${importer.takes}.`,
    );
  return { files, missing };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

async function readText(path: string, shown: string): Promise<string> {
  const { size } = await stat(path);
  if (size > MAX_FILE_BYTES)
    throw new Mistake(
      `${shown} has more than ${MAX_FILE_BYTES / 1024 / 1024} MiB.`,
      'Check that it is the file you meant, or split it.',
    );
  const bytes = await readFile(path);
  if (!isUtf8(bytes)) throw new Mistake(`${shown} is not UTF-8.`, 'Save it as UTF-8.');
  return bytes.toString('utf8');
}
