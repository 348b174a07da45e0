import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { asMistake, isSystemError, Mistake } from '../mistake.ts';

interface NewFile {
  readonly path: string;
  readonly text: string;
}

const YAML = /\.ya?ml$/;

/**
 * Writes files into a folder that does not exist yet, all or none; or, for a path that ends in .yaml, one after the other
 * into one new file. Returns the paths of the files.
 * @throws Mistake where it exists or cannot be written
 */
export async function writeNew(out: string, files: readonly NewFile[]): Promise<string[]> {
  const target = resolve(out);
  const head = (path: string): string =>
    `# yaml-language-server: $schema=${schemaFrom(dirname(path))}\n`;
  try {
    await mkdir(dirname(target), { recursive: true });
    if (YAML.test(target)) {
      const text = head(target) + files.map((file) => file.text).join('\n');
      await writeFile(target, text, { flag: 'wx' });
      return [out];
    }
    const folder = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
    try {
      for (const { path, text } of files)
        await writeFile(join(folder, path), head(join(target, path)) + text);
      await chmod(folder, 0o755);
      // Onto an empty folder a rename would succeed, and nothing that exists is touched.
      await mkdir(target);
      await rename(folder, target);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return files.map(({ path }) => join(out, path));
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) refuseExisting(out, true);
    throw asMistake(error, out) ?? error;
  }
}

/** @throws Mistake where there is something at this path already */
export function refuseExisting(out: string, exists: boolean = existsSync(out)): void {
  if (exists)
    throw new Mistake(
      `${out} exists, and nothing is overwritten.`,
      'Name a folder or file that does not exist: --out PATH.',
    );
}

/** Where editors find the schema, seen from a folder of the repo we are in. */
function schemaFrom(folder: string): string {
  return relative(folder, resolve('public/schema/inventory.json'));
}
