import { nearest } from '../../generators/nearest.ts';
import { kinds, macDigits, type Passage, type Thing } from './entry.ts';

/** One answer. */
export interface Answer {
  readonly kind: string;
  readonly name: string;
  readonly href: string;
  readonly hint: string;
}

/** What was recognised on one line of a pasted text. */
export interface LineAnswers {
  /** From 1. */
  readonly number: number;
  readonly line: string;
  readonly answers: readonly Answer[];
}

/** More answers than this help nobody. */
const MOST = 30;
const MOST_LINES = 100;
/** Where not every word is found, only the best answers are worth a look. */
const FEW = 8;

/**
 * Finds things and passages for one line that somebody typed. Whoever bears the text as a name or key comes first, then
 * names that begin with it, then written pages by their words. Every word of the query must be found; if that finds nothing,
 * what the text names as a log would, then the pages that have most of its words, and at last the same with words that are
 * spelt nearly so.
 */
export function find(
  things: readonly Thing[],
  passages: readonly Passage[],
  query: string,
): Answer[] {
  const words = query.toLowerCase().trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const ranked = [
    ...rank(things, (thing) => scoreOfThing(thing, words), answerFor),
    ...rank(
      passages,
      (passage) => scoreOfPassage(passage, words),
      (passage) => answerForPassage(passage, words),
    ),
  ];
  ranked.sort((a, b) => b.score - a.score);
  const answers = ranked.slice(0, MOST).map(({ answer }) => answer);
  if (answers.length > 0) return answers;
  const named = recognise(things, query);
  if (named.length > 0) return named;
  const most = findMostWords(passages, words);
  if (most.length > 0) return most;
  const meant = words.map((word) => nearestWord(word, things, passages));
  return meant.join(' ') === words.join(' ') ? [] : find(things, passages, meant.join(' '));
}

/**
 * Whether a text is the name of one thing, or a key of it such as its MAC, and so no message of a machine. The code of an
 * error is what a machine says.
 */
export function isName(things: readonly Thing[], text: string): boolean {
  const typed = text.trim().toLowerCase();
  const key = macDigits(typed) ?? typed;
  return things.some(
    ({ kind, name, keys }) =>
      kind !== 'error' && (name.toLowerCase() === typed || keys.includes(key)),
  );
}

const vocabularies = new WeakMap<readonly Thing[], ReadonlySet<string>>();

/** The word of the book that somebody most likely meant; the word itself if the book has it, or none that is near. */
function nearestWord(word: string, things: readonly Thing[], passages: readonly Passage[]): string {
  let words = vocabularies.get(things);
  if (words === undefined) {
    const texts = [
      ...things.flatMap(({ name, keys }) => [name, ...keys]),
      ...passages.flatMap(({ page, heading, text }) => [page, heading, text]),
    ];
    words = new Set(texts.flatMap((text) => text.toLowerCase().match(/[a-z][a-z0-9-]{3,}/g) ?? []));
    vocabularies.set(things, words);
  }
  return words.has(word) || word.length < 4 ? word : (nearest(word, words) ?? word);
}

/** A console line has words that no page has: its numbers, its spelling. Half of the longer ones have to be there. */
function findMostWords(passages: readonly Passage[], query: readonly string[]): Answer[] {
  const words = query
    .map((word) => word.replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, ''))
    .filter((word) => word.length > 2);
  return passages
    .map((passage) => {
      const found = words.filter((word) => scoreOfPassage(passage, [word]) > 0);
      return { passage, found, score: scoreOfPassage(passage, found) * found.length };
    })
    .filter(({ found }) => found.length > 1 && found.length * 2 >= words.length)
    .sort((a, b) => b.score - a.score)
    .slice(0, FEW)
    .map(({ passage, found }) => answerForPassage(passage, found));
}

/**
 * What each line of a longer text names: MACs, addresses, hosts, files, directives. Lines without any are left out, and
 * so is what comes after a hundred lines with some.
 */
export function findByLine(things: readonly Thing[], text: string): LineAnswers[] {
  const found: LineAnswers[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const answers = recognise(things, line);
    if (answers.length > 0) found.push({ number: index + 1, line, answers });
    if (found.length === MOST_LINES) break;
  }
  return found;
}

function rank<T>(
  items: readonly T[],
  scoreOf: (item: T) => number,
  answerOf: (item: T) => Answer,
): { score: number; answer: Answer }[] {
  return items
    .map((item) => ({ item, score: scoreOf(item) }))
    .filter(({ score }) => score > 0)
    .map(({ item, score }) => ({ score, answer: answerOf(item) }));
}

function scoreOfThing(thing: Thing, words: readonly string[]): number {
  let sum = 0;
  for (const word of words) {
    const score = scoreOfWord(thing, word);
    if (score === 0) return 0;
    sum += score;
  }
  return sum / words.length - kinds.indexOf(thing.kind) / 100;
}

function scoreOfWord(thing: Thing, word: string): number {
  const mac = macDigits(word);
  const name = thing.name.toLowerCase();
  if (name === word || thing.keys.includes(mac ?? word)) return 100;
  if (thing.keys.some((key) => contains(key, word))) return 90;
  if (name.startsWith(word)) return 80;
  const part = partOfMac(word) ?? word;
  if (thing.keys.some((key) => key.startsWith(part))) return 70;
  if (word.length < 2) return 0;
  if (name.includes(word)) return 50;
  return thing.hint.toLowerCase().includes(word) || thing.keys.some((key) => key.includes(word))
    ? 30
    : 0;
}

/** The digits of the beginning of a MAC, `94:40:c9`, which no other key looks like. */
function partOfMac(word: string): string | undefined {
  return /^[0-9a-f]{2}(?:[:-][0-9a-f]{2})+[:-]?[0-9a-f]?$/.test(word)
    ? word.replaceAll(/[:-]/g, '')
    : undefined;
}

/** Whether a key is an IPv4 network with this address in it. */
function contains(key: string, word: string): boolean {
  const address = ipv4(word);
  return address !== undefined && inside(networkOf(key), address);
}

/** The first address of an IPv4 network and how many it has. */
interface Range {
  readonly first: number;
  readonly size: number;
}

function networkOf(cidr: string): Range | undefined {
  const [, base, bits] = /^([\d.]+)\/(\d{1,2})$/.exec(cidr) ?? [];
  const first = ipv4(base ?? '');
  return first === undefined ? undefined : { first, size: 2 ** (32 - Number(bits)) };
}

function inside(range: Range | undefined, address: number): boolean {
  return (
    range !== undefined && Math.floor(range.first / range.size) === Math.floor(address / range.size)
  );
}

function ipv4(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

function scoreOfPassage({ page, heading, text }: Passage, words: readonly string[]): number {
  const title = `${page} ${heading}`.toLowerCase();
  const body = text.toLowerCase();
  let sum = 0;
  for (const word of words) {
    if (title.includes(word)) sum += heading === '' ? 60 : 45;
    else if (word.length > 1 && body.includes(word)) sum += 20;
    else return 0;
  }
  return sum / words.length;
}

function answerFor({ kind, name, href, hint }: Thing): Answer {
  return { kind, name, href, hint };
}

/** Letters shown before the word that was found, and after its beginning. */
const BEFORE = 60;
const AFTER = 110;

function answerForPassage(passage: Passage, words: readonly string[]): Answer {
  const { page, heading, href, text } = passage;
  const at = text.toLowerCase().indexOf(words[0]!);
  const from = at <= BEFORE ? 0 : text.indexOf(' ', at - BEFORE) + 1;
  const end = text.lastIndexOf(' ', Math.max(at, 0) + AFTER);
  const to = Math.max(at, 0) + AFTER >= text.length ? text.length : Math.max(end, from);
  return {
    kind: 'page',
    name: heading === '' ? page : `${page}: ${heading}`,
    href,
    hint: `${from > 0 ? '… ' : ''}${text.slice(from, to)}${to < text.length ? ' …' : ''}`,
  };
}

/** Kinds that a word of a log stands for by itself; names of other kinds are ordinary words as well: `local`, `menu`. */
const RECOGNISED: ReadonlySet<string> = new Set(['host', 'boot server', 'model', 'file']);

/** What is known by exact words, so that a log of thousands of lines is looked through at once. */
interface Known {
  readonly byWord: ReadonlyMap<string, readonly Thing[]>;
  readonly networks: readonly { readonly range: Range; readonly thing: Thing }[];
}

const prepared = new WeakMap<readonly Thing[], Known>();

function knownBy(things: readonly Thing[]): Known {
  let known = prepared.get(things);
  if (known === undefined) prepared.set(things, (known = prepare(things)));
  return known;
}

function prepare(things: readonly Thing[]): Known {
  const byWord = new Map<string, Thing[]>();
  const networks: { range: Range; thing: Thing }[] = [];
  const add = (word: string, thing: Thing): void => {
    const same = byWord.get(word);
    if (same === undefined) byWord.set(word, [thing]);
    else if (!same.includes(thing)) same.push(thing);
  };
  for (const thing of things) {
    const { kind, name, keys } = thing;
    const isName = RECOGNISED.has(kind) || (kind === 'directive' && name.includes('-'));
    if (isName) add(name.toLowerCase(), thing);
    for (const key of keys) {
      const range = networkOf(key);
      if (range !== undefined) networks.push({ range, thing });
      else if (isName || ipv4(key) !== undefined) add(key, thing);
    }
  }
  return { byWord, networks };
}

function recognise(things: readonly Thing[], line: string): Answer[] {
  const known = knownBy(things);
  const found = new Map<string, Answer>();
  for (const token of line.toLowerCase().matchAll(/[0-9a-z][\w.:@+-]*(?:\/[\w.@+-]+)*/g)) {
    const word = token[0].replace(/[.:,]+$/, '');
    const parts = word.split(/[:@/]/).filter((part) => part.length > 2 && /[a-z]/.test(part));
    for (const each of new Set([word, ...parts]))
      for (const thing of matching(known, each)) found.set(thing.href, answerFor(thing));
  }
  return [...found.values()].slice(0, 5);
}

function matching({ byWord, networks }: Known, word: string): readonly Thing[] {
  const exact = byWord.get(macDigits(word) ?? word);
  if (exact !== undefined) return exact;
  const address = ipv4(word);
  if (address === undefined) return [];
  return networks.filter(({ range }) => inside(range, address)).map(({ thing }) => thing);
}
