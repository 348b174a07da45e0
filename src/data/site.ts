import type { SourceText } from '../../generators/inventory/document.ts';
import { openBook, type Book } from './book.ts';
import { lab } from './lab.ts';

/*
 * The one way by which pages come by their data: the inventory of this repo, read, planned and emitted by the same
 * generators that write the bundle. Astro watches the files, so editing one of them reloads the page.
 */

const files = import.meta.glob<string>('../../content/inventory/**/*.{yaml,yml}', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const quirks = import.meta.glob<string>('../../content/quirks/*.mdx', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The book of this repo's inventory, with arming judged at BOOTBOOK_NOW if that is given, else by the clock. */
export const book: Book = openBook(
  textsOf(files),
  timeToJudgeAt(process.env['BOOTBOOK_NOW']),
  lab.levels,
  textsOf(quirks),
);

export const {
  sources,
  now,
  inventory,
  plans,
  warnings,
  hosts,
  planOf,
  planOfHost,
  emittedBy,
  artifactAt,
  artifactsOfHost,
} = book;

/** Files by their paths from the root of the repo, in the order of these. */
function textsOf(found: Readonly<Record<string, string>>): SourceText[] {
  return Object.keys(found)
    .sort()
    .map((key) => ({ path: key.replace(/^(?:\.\.\/)+/, ''), text: found[key]! }));
}

/** Reads a time with its zone; nothing given means the clock. */
function timeToJudgeAt(text: string | undefined): number {
  if (text === undefined || text === '') return Date.now();
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new Error(
    `BOOTBOOK_NOW is not a time: ${JSON.stringify(text)}. Write it like 2026-11-22T03:40:00Z.`,
  );
}
