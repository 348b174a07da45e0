import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { audienceOf, type Audience } from '../generators/audience.ts';
import { readQuirks, type QuirksResult } from '../generators/catalogue/read.ts';
import type { SourceText } from '../generators/inventory/yaml-file.ts';
import { isSystemError } from './mistake.ts';

/** The folder of the quirks, from the root of the repo. */
export const QUIRKS = 'content/quirks';

/**
 * Reads the quirks of a repo, which is all that its plan needs of the catalogue. A repo without the folder has none. For the
 * public, pages that are internal are none.
 */
export async function loadQuirks(
  root: string,
  audience: Audience = 'internal',
): Promise<QuirksResult> {
  const pages = await pagesIn(root, QUIRKS);
  return readQuirks(
    audience === 'internal' ? pages : pages.filter((page) => audienceOf(page) === 'public'),
  );
}

/** The pages of a folder of the catalogue. A folder that is not there holds none. */
export async function pagesIn(root: string, folder: string): Promise<SourceText[]> {
  try {
    const names = (await readdir(join(root, folder))).filter((name) => name.endsWith('.mdx'));
    return await Promise.all(
      names.map(async (name) => {
        const path = `${folder}/${name}`;
        return { path, text: await readFile(join(root, path), 'utf8') };
      }),
    );
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}
