import { readCatalogue, type CatalogueResult } from '../generators/catalogue/read.ts';
import { faults } from '../lab/faults/index.ts';
import { pagesIn, QUIRKS } from './load-quirks.ts';

/** The folders of the catalogue, from the root of the repo. */
export const CATALOGUE = ['content/errors', QUIRKS] as const;

/** Reads the pages of errors and quirks of a repo. A folder that is not there holds none. */
export async function loadCatalogue(root: string): Promise<CatalogueResult> {
  const pages = await Promise.all(CATALOGUE.map((folder) => pagesIn(root, folder)));
  return readCatalogue(pages.flat(), new Set(faults.map(({ id }) => id)));
}
