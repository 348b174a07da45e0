import type { Knowledge, KnownError, KnownQuirk } from './knowledge.ts';

/*
 * Messages and quirks by the words that people use for them: a line typed off by half, or a sentence to a colleague.
 */

/** An entry of the catalogue that is alike, and how much: 1 if every word of the question is a word of it. */
export interface Alike {
  readonly error?: KnownError | undefined;
  readonly quirk?: KnownQuirk | undefined;
  readonly likeness: number;
}

const STOP = new Set(
  `a an and are as at be been but by can could did do does doing done for from get gets getting got had has have he her here him his how i if in into is it its just
  me my no not of on only or our out so some than that the their them then there these they this those to too up us was we were what when where which while who why will with
  would you your any after before all also am about same one two now see seen says say said shows show still always never please help hi hello thanks`.split(
    /\s+/,
  ),
);

const TOKEN = /[\p{L}\d]+(?:[-.][\p{L}\d]+)*/gu;

/** Words as they are compared: without endings, and codes both as a whole and in pieces. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [token] of text.toLowerCase().matchAll(TOKEN)) {
    if (token.length > 40) continue;
    const pieces = token.split(/[-.]/);
    for (const piece of pieces.length > 1 ? [token, ...pieces] : pieces)
      if (!STOP.has(piece) && piece.length > 1) words.push(stem(piece));
  }
  return words;
}

function stem(word: string): string {
  if (word.length < 5 || /\d/.test(word)) return word;
  return word
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?:ing|ed|es|s|ly)$/, '')
    .replace(/([^aeiou])\1$/, '$1');
}

interface Page {
  readonly error?: KnownError | undefined;
  readonly quirk?: KnownQuirk | undefined;
  /** Each word with how much it belongs to the entry. */
  readonly words: ReadonlyMap<string, number>;
  /** Each way of saying it, as a set of words. */
  readonly said: readonly ReadonlySet<string>[];
}

/** How much a word of each part says about the entry. */
const PARTS = { code: 1, said: 1, printed: 0.95, title: 0.9, seen: 0.8, about: 0.55, cause: 0.35 };

function pageOf(
  parts: readonly (readonly [weight: number, texts: readonly string[]])[],
): Map<string, number> {
  const words = new Map<string, number>();
  for (const [weight, texts] of parts)
    for (const word of texts.flatMap(wordsOf))
      words.set(word, Math.max(words.get(word) ?? 0, weight));
  return words;
}

function errorPage(error: KnownError): Page {
  const { title, codes, printed, rule, meaning, saidAs, causes, by } = error;
  return {
    error,
    words: pageOf([
      [PARTS.code, codes],
      [PARTS.said, saidAs],
      [PARTS.printed, [...printed, ...rule.yes]],
      [PARTS.title, [title, by]],
      [PARTS.about, [meaning]],
      [PARTS.cause, causes.flatMap((cause) => [cause.title, cause.tell])],
    ]),
    said: [...saidAs, ...printed, ...rule.yes, title].map((text) => new Set(wordsOf(text))),
  };
}

function quirkPage(quirk: KnownQuirk): Page {
  const { title, description, vendor, seenOn, seen, cause, workaround, saidAs } = quirk;
  return {
    quirk,
    words: pageOf([
      [PARTS.said, saidAs],
      [PARTS.title, [title, vendor, ...seenOn]],
      [PARTS.seen, seen === undefined ? [description] : [seen, description]],
      [PARTS.about, [cause]],
      [PARTS.cause, workaround.map((step) => step.do)],
    ]),
    said: [...saidAs, title, ...(seen === undefined ? [] : [seen])].map(
      (text) => new Set(wordsOf(text)),
    ),
  };
}

/** Less than this part of what was said is chance. */
const LEAST = 0.54;
/** What was said has to weigh so much: a single common word is nothing. */
const LEAST_WEIGHT = 3.2;
/** Whoever tells a long story says more than what it is about. */
const MOST_WEIGHT = 24;
const MOST = 8;

/** The catalogue by its words. */
export class WordIndex {
  readonly #pages: readonly Page[];
  readonly #holders = new Map<string, number[]>();
  /** Names and addresses of the site's hosts. Examples of the catalogue may hold them, and they say nothing of what is wrong. */
  readonly #names: ReadonlySet<string>;

  constructor({ errors, quirks, hosts }: Pick<Knowledge, 'errors' | 'quirks' | 'hosts'>) {
    this.#names = new Set(
      hosts.flatMap(({ id, macs, addresses }) => wordsOf([id, ...macs, ...addresses].join(' '))),
    );
    this.#pages = [
      ...errors
        .filter(({ severity, saidAs }) => severity !== 'normal' || saidAs.length > 0)
        .map(errorPage),
      ...quirks.map(quirkPage),
    ];
    for (const [number, { words }] of this.#pages.entries())
      for (const word of words.keys()) {
        const holders = this.#holders.get(word);
        if (holders === undefined) this.#holders.set(word, [number]);
        else holders.push(number);
      }
  }

  /** The entries that are most alike to what was said, the best first. */
  alike(text: string): Alike[] {
    const asked = [...new Set(wordsOf(text))].filter((word) => !this.#names.has(word));
    const known = asked.map((word) => this.#known(word)).filter((each) => each !== undefined);
    const whole = known.reduce((sum, { weight }) => sum + weight, 0);
    // Words that nobody has ever written here count a little: what is about something else is not found.
    const strange = 0.9 * (asked.length - known.length);
    const points = new Map<number, { weight: number; words: number }>();
    for (const { word, weight } of known)
      for (const number of this.#holders.get(word)!) {
        const so = points.get(number) ?? { weight: 0, words: 0 };
        const own = weight * this.#pages[number]!.words.get(word)!;
        points.set(number, { weight: so.weight + own, words: so.words + 1 });
      }
    const words = new Set(known.map(({ word }) => word));
    return [...points]
      .filter(
        ([, { weight, words: count }]) => weight >= LEAST_WEIGHT && (count > 1 || asked.length < 3),
      )
      .map(([number, { weight }]) => {
        const { error, quirk, said } = this.#pages[number]!;
        const covered = weight / Math.min(whole + strange, MOST_WEIGHT);
        // One way of saying it that is there as a whole counts more than words from here and there.
        const close = Math.max(0, ...said.map((each) => this.#closeness(each, words)));
        return { error, quirk, likeness: Math.min(1, covered * 0.7 + close * 0.45) };
      })
      .filter(({ likeness }) => likeness >= LEAST)
      .toSorted((a, b) => b.likeness - a.likeness)
      .slice(0, MOST);
  }

  /** How much of one way of saying it is in what was said. */
  #closeness(said: ReadonlySet<string>, words: ReadonlySet<string>): number {
    let whole = 0;
    let there = 0;
    for (const word of said) {
      const weight = this.#weight(word);
      whole += weight;
      if (words.has(word)) there += weight;
    }
    return whole < LEAST_WEIGHT ? 0 : there / whole;
  }

  #weight(word: string): number {
    const holders = this.#holders.get(word)?.length ?? 0;
    return holders === 0 ? 0 : Math.log((this.#pages.length + 1) / holders);
  }

  /** A word of the catalogue, or the one that was probably meant. */
  #known(word: string): { word: string; weight: number } | undefined {
    if (this.#holders.has(word)) return { word, weight: this.#weight(word) };
    if (word.length < 7 || /\d/.test(word)) return undefined;
    for (const other of this.#holders.keys())
      if (isSlip(word, other)) return { word: other, weight: 0.8 * this.#weight(other) };
    return undefined;
  }
}

/** Whether two words differ by one letter: another one, one more, one less, or two in the wrong order. */
function isSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a[0] !== b[0]) return false;
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  if (at < 2) return false;
  const restA = a.slice(at);
  const restB = b.slice(at);
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}
