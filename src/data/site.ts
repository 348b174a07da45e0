import { openBook, type Book } from './book.ts';
import { catalogue } from './catalogue.ts';
import { lab } from './lab.ts';
import { inventoryFiles } from './sources.ts';

/*
 * The one way by which pages come by their data: the inventory of this repo (or the example, for the guide), read, planned and emitted by the same
 * generators that write the bundle. Astro watches the files, so editing one of them reloads the page.
 */

/** The book of this repo's inventory, with arming judged at BOOTBOOK_NOW if that is given, else by the clock. */
export const book: Book = openBook(
  inventoryFiles,
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
