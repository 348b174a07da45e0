import { openBook, type Book } from './book.ts';
import { catalogue } from './catalogue.ts';
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

/** The book of this repo's inventory, with arming judged at BOOTBOOK_NOW if that is given, else by the clock. */
export const book: Book = openBook(
  Object.keys(files)
    .sort()
    .map((key) => ({ path: key.replace(/^(?:\.\.\/)+/, ''), text: files[key]! })),
  timeToJudgeAt(process.env['BOOTBOOK_NOW']),
  lab.levels,
  catalogue.quirks,
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

/** Reads a time with its zone; nothing given means the clock. */
function timeToJudgeAt(text: string | undefined): number {
  if (text === undefined || text === '') return Date.now();
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new Error(
    `BOOTBOOK_NOW is not a time: ${JSON.stringify(text)}. Write it like 2026-11-22T03:40:00Z.`,
  );
}
