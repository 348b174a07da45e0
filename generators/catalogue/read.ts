import type { z } from 'zod';
import type { SourceText, YamlFile } from '../inventory/yaml-file.ts';
import { problemAt, shownValue, sortedProblems, type Problem } from '../inventory/problem.ts';
import { schemaProblems } from '../inventory/schema-problems.ts';
import type { Catalogue } from './catalogue.ts';
import { checkCatalogue } from './check.ts';
import { errorEntry, type ErrorEntry } from './error.ts';
import { entryId } from './evidence.ts';
import { frontMatterOf } from './front-matter.ts';
import { quirkEntry, type Quirk } from './quirk.ts';

/** What came of reading: the entries that are whole, and every problem there is. */
export interface CatalogueResult {
  readonly catalogue: Catalogue;
  readonly problems: readonly Problem[];
}

/** `content/errors/uefi-pxe-e18.mdx` */
const PAGE = /(?:^|\/)(errors|quirks)\/([^/]+)\.mdx$/;

/** What came of reading the quirks alone. */
export interface QuirksResult {
  readonly quirks: ReadonlyMap<string, Quirk>;
  /** What keeps a page from being a quirk. Whether what it names exists, only the whole catalogue can tell. */
  readonly problems: readonly Problem[];
}

/**
 * Reads the quirks out of their pages: all that a plan needs of the catalogue.
 * @param pages the files below content/quirks
 */
export function readQuirks(pages: readonly SourceText[]): QuirksResult {
  const { quirks, problems } = readPages(pages);
  return { quirks, problems: sortedProblems(problems) };
}

/**
 * Reads the catalogue out of its pages.
 * @param pages the files below content/errors and content/quirks
 * @param faults ids of the lab's faults, which entries may name
 */
export function readCatalogue(
  pages: readonly SourceText[],
  faults: ReadonlySet<string>,
): CatalogueResult {
  const { problems, ...catalogue } = readPages(pages);
  problems.push(...checkCatalogue(catalogue, faults));
  return { catalogue, problems: sortedProblems(problems) };
}

/** Each page by itself. */
function readPages(pages: readonly SourceText[]): Catalogue & { problems: Problem[] } {
  const problems: Problem[] = [];
  const errors = new Map<string, ErrorEntry>();
  const quirks = new Map<string, Quirk>();
  const files = new Map<string, YamlFile>();
  for (const page of pages.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const [, kind, id] = PAGE.exec(page.path) ?? [];
    if (kind === undefined || id === undefined) continue;
    const parts = frontMatterOf(page, problems);
    if (parts === undefined) continue;
    const { data, body } = parts;
    if (!entryId.safeParse(id).success) problems.push(badName(data, id));
    files.set(`${kind}/${id}`, data);
    if (kind === 'errors') {
      const entry = parsed(errorEntry, data, problems);
      if (entry !== undefined) errors.set(id, { ...entry, id, why: body });
    } else {
      const quirk = parsed(quirkEntry, data, problems);
      if (quirk !== undefined) quirks.set(id, { ...quirk, id, more: body });
    }
  }
  return { errors, quirks, files, problems };
}

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  data: YamlFile,
  problems: Problem[],
): z.output<Schema> | undefined {
  const result = schema.safeParse(data.value);
  if (result.success) return result.data;
  problems.push(...schemaProblems(data, [], schema, result.error, data.value));
  return undefined;
}

function badName(data: YamlFile, id: string): Problem {
  return problemAt(data, [], 'key', {
    code: 'bad-id',
    message: 'The name of this file cannot be an id.',
    expected: 'lower-case letters, digits and inner hyphens',
    received: shownValue(id),
    advice: 'Rename the file.',
  });
}
