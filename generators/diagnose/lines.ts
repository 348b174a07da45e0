import { cleanLine } from '../catalogue/clean.ts';
import { Console } from './console.ts';

/*
 * From anything that was pasted to lines as patterns see them.
 */

export interface PastedLine {
  /** Its number in what was pasted, from 1. */
  readonly number: number;
  /** Without escape sequences, with white space as single blanks. */
  readonly text: string;
}

/** Of more lines than these, the beginning and the end are read. */
const MOST_LINES = 400_000;
/** Nothing that is longer is a message; the rest of the line is not looked at. */
const LONGEST = 1000;
/** Terminals are followed as far as that; behind it, escape sequences are only taken out. */
const MOST_CONSOLE = 1_000_000;
/** As long as this, what was pasted is taken for a screen, on which any long line may have been broken. */
const MOST_SCREEN = 1500;

// What cleanLine would change: control characters, and white space that is not one blank.
const UNCLEAN = /[\p{Cc}\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]| {2}|^ | $/u;

/** The lines of a text that are not empty, in their order. */
export function linesOf(text: string): PastedLine[] {
  const plain = /[\u001b\b]/.test(text) ? withoutTerminal(text) : text;
  const lines: PastedLine[] = [];
  const all = plain.split('\n');
  for (let index = 0; index < all.length; index++) {
    if (index === MOST_LINES / 2 && all.length > MOST_LINES) index = all.length - MOST_LINES / 2;
    const line = all[index]!;
    if (line === '') continue;
    // A line that is written over itself, such as a progress in per cent, is several.
    if (line.includes('\r')) for (const part of line.split('\r')) take(lines, index + 1, part);
    else take(lines, index + 1, line);
  }
  return lines;
}

function take(lines: PastedLine[], number: number, line: string): void {
  const cut = unwrapped(line.length > LONGEST ? line.slice(0, LONGEST) : line);
  const text = UNCLEAN.test(cut) ? cleanLine(cut) : cut;
  if (text !== '') lines.push({ number, text });
}

/** Line by line, so that numbers stay what they are in the text. */
function withoutTerminal(text: string): string {
  if (text.length > MOST_CONSOLE) return text;
  const lines = text.split('\n');
  const console = new Console();
  return lines
    .map((line, index) => {
      const whole = console.read(line + (index < lines.length - 1 ? '\n' : ''));
      const last = index < lines.length - 1 ? [] : [console.unfinished];
      return [...whole, ...last].join('\r');
    })
    .join('\n');
}

/** The port of a lab's machine before what came out of it. */
const PORT = /^(?:screen|serial\d): /;

/** The message within a line of JSON, as journald and containers log it. */
function unwrapped(line: string): string {
  if (PORT.test(line)) return line.replace(PORT, '');
  if (!line.startsWith('{')) return line;
  try {
    const { MESSAGE, message, msg, log } = JSON.parse(line) as Record<string, unknown>;
    const said = [MESSAGE, message, msg, log].find((each) => typeof each === 'string');
    return typeof said === 'string' ? said : line;
  } catch {
    return line;
  }
}

/** What is at the beginning of a line that a server wrote: it goes on with no line before. */
const LOGGED =
  /^(?:\d{4}-\d\d-\d\d|[A-Z][a-z]{2} [ \d]?\d \d\d:|\[ *\d+\.\d+\]|\S+ \[?\d{4}-|[\w.-]+(?:\[\d+\])?: )/;

/** Two lines that may have been one, until the edge of a screen broke them. */
export interface Joined {
  /** Position of the first of the two. */
  readonly at: number;
  /** As it would be where the break fell between words, and where it fell into one. */
  readonly texts: readonly [string, string];
}

/** The pairs of lines that may have been broken by a screen. */
export function joinedLines(lines: readonly PastedLine[]): Joined[] {
  const screen = lines.length <= MOST_SCREEN;
  const joined: Joined[] = [];
  for (let at = 0; at + 1 < lines.length; at++) {
    const [{ text: first }, { text: second }] = [lines[at]!, lines[at + 1]!];
    const full = screen ? first.length >= 30 : first.length >= 78 && first.length <= 80;
    if (!full || first.length > 400 || second.length > 400 || LOGGED.test(second)) continue;
    joined.push({ at, texts: [`${first}${second}`, `${first} ${second}`] });
  }
  return joined;
}

const CONFUSED: readonly (readonly [RegExp, string])[] = [
  // Dashes and quotes as word processors and phones make them.
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/[\u2018\u2019]/g, "'"],
  [/[\u201c\u201d]/g, '"'],
];

/** PXE's codes, however they were typed: `PXE E32`, `PXE-E6l`, `P X E - E 3 2`, `pxe e-16`. */
const PXE_CODE = /\bp ?x ?e ?[-_.: ]{0,3}([emt]) ?-? ?([0-9oil|](?: ?[0-9oil|a-f])?)\b/giu;

/** A line as it may have been meant, where it was typed off or read by a machine; undefined if it is as good as it gets. */
export function corrected(text: string): string | undefined {
  let better = text;
  for (const [confused, meant] of CONFUSED) better = better.replaceAll(confused, meant);
  better = better.replaceAll(PXE_CODE, (_, letter: string, digits: string) => {
    const number = digits.replaceAll(' ', '').replaceAll(/o/gi, '0').replaceAll(/[il|]/gi, '1');
    return `PXE-${letter.toUpperCase()}${number.toUpperCase().padStart(2, '0')}`;
  });
  // Letters set apart: `N o  b o o t` comes as single letters with blanks in between.
  if (/^(?:\S ){8,}/.test(better)) better = better.replaceAll(/(\S) (?=\S(?: |$))/g, '$1');
  better = better.replaceAll(/ ([:;,.!?])(?= |$)/g, '$1');
  return better === text ? undefined : better;
}
