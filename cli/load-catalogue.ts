import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCatalogue, type CatalogueResult } from '../generators/catalogue/read.ts';
import type { SourceText } from '../generators/inventory/document.ts';
import { faults } from '../lab/faults/index.ts';
import { isSystemError } from './mistake.ts';

/** The folders of the catalogue, from the root of the repo. */
export const CATALOGUE = ['content/errors', 'content/quirks'] as const;

/** Reads the pages of errors and quirks of a repo. A folder that is not there holds none. */
export async function loadCatalogue(root: string): Promise<CatalogueResult> {
  const pages = await Promise.all(CATALOGUE.map((folder) => pagesIn(root, folder)));
  return readCatalogue(pages.flat(), new Set(faults.map(({ id }) => id)));
}

async function pagesIn(root: string, folder: string): Promise<SourceText[]> {
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
