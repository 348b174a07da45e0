import type { Masked } from './masked.ts';

/** Something that a reader would stumble over. */
export interface Finding {
  /** From 0, in the page's text. */
  readonly at: number;
  readonly says: string;
  /** What to do about it. */
  readonly advice: string;
}

/** A tired person has lost the beginning of a longer sentence by its end. */
export const LONGEST_SENTENCE = 40;

/** Words that tell the reader what to feel. */
const FEELINGS =
  /\b(?:simply|obviously|of course|needless to say|basically|effortless(?:ly)?|seamless(?:ly)?|powerful|blazing(?:ly)?|cutting-edge|state-of-the-art|best-in-class|world-class|next-generation|out of the box|game-changing|unleash(?:es)?|supercharged?|leverag(?:e|es|ing)|utili[sz](?:e|es|ed|ing))\b/gi;

/** Other spellings and other names of the things of the book (the words in CONTRIBUTING.md). */
const OTHER_NAMES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:netboot|network boot|PXE boot) servers?\b/gi, 'boot server'],
  [/\bboot ?hosts?\b/gi, 'boot server'],
  [/\bproxy[ -]DHCP\b|\bProxyDHCP\b/g, 'proxyDHCP'],
  [/\bbootfiles?\b|\bboot-files?\b(?!-)/g, 'boot file'],
  [/\bnext server\b|\bnextserver\b/gi, 'next-server'],
  [/\bpre-?seeding file\b|\bpre-seed(?:ed|ing)?\b/gi, 'preseed'],
  [/\bchain[ -]load(?:s|ed|er|ing)?\b/gi, 'chainload'],
  [/\b(?:secure boot|Secureboot|SecureBoot)\b/g, 'Secure Boot'],
  [/\b(?:initial ramdisks?|initramdisks?|init ramdisks?)\b/gi, 'initrd'],
  [/\b(?:dis-arm|un-?arm)(?:s|ed|ing)?\b/gi, 'disarm'],
  [/\bboot (?:path|method)s?\b/gi, 'boot route'],
  [/\bwork-arounds?\b/gi, 'workaround'],
  [/\bfire-walls?\b/gi, 'firewall'],
];

/** What `bootbook new` leaves for people to write. */
export const UNWRITTEN = /\bTO WRITE\b:?[^\n"']*/g;

/** All that our own rules say of a page. */
export function findingsIn(text: string, { words, sentences }: Masked): Finding[] {
  return [
    ...unwritten(text),
    ...[...words.matchAll(FEELINGS)].map(({ 0: found, index }) => ({
      at: index,
      says: `“${found}” tells the reader nothing.`,
      advice: 'Leave it out, or say what is so and how one sees it.',
    })),
    ...OTHER_NAMES.flatMap(([pattern, name]) =>
      [...words.matchAll(pattern)].map(({ 0: found, index }) => ({
        at: index,
        says: `“${found}” has another name in this book.`,
        advice: `Write “${name}”.`,
      })),
    ),
    ...longSentences(sentences),
  ];
}

/** The places that are still to be written. */
export function unwritten(text: string): Finding[] {
  return [...text.matchAll(UNWRITTEN)].map(({ 0: found, index }) => ({
    at: index,
    says: `Still to be written: ${found.replace(/^TO WRITE:?\s*/, '').trim() || 'this place'}.`,
    advice: 'Write it.',
  }));
}

/** An empty line, a heading, a list's mark, a table's cell, or a new value of the front matter ends whatever stood before. */
const BLOCK_END = /\n\s*\n|\n(?=\s*(?:[-*+] |\d+\. |#{1,6} |\|))|\n(?=[ \t]{20,})| {12,}|\|/;

function longSentences(text: string): Finding[] {
  const found: Finding[] = [];
  for (const block of pieces(text, BLOCK_END))
    for (const { at, piece } of pieces(block.piece, /(?<=[.!?][)"'’”*_]*)\s+/)) {
      const count = piece.match(/[\p{L}\p{N}]+(?:['’.:/-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
      if (count <= LONGEST_SENTENCE) continue;
      const start = /\S/.exec(piece)?.index ?? 0;
      found.push({
        at: block.at + at + start,
        says: `This sentence has ${count} words.`,
        advice: `Make two of it: at most ${LONGEST_SENTENCE}.`,
      });
    }
  return found;
}

/** The parts of a text between separators, and where each begins. */
function pieces(text: string, separator: RegExp): { at: number; piece: string }[] {
  const found: { at: number; piece: string }[] = [];
  let at = 0;
  for (const { 0: between, index } of text.matchAll(new RegExp(separator, 'g'))) {
    found.push({ at, piece: text.slice(at, index) });
    at = index + between.length;
  }
  found.push({ at, piece: text.slice(at) });
  return found;
}
