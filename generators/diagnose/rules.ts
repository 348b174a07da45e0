import { expression } from '../catalogue/expression.ts';
import type { KnownError } from './knowledge.ts';
import { literalsOf } from './literals.ts';
import { corrected, joinedLines, type PastedLine } from './lines.ts';
import { Scanner } from './scanner.ts';

/*
 * The catalogue's patterns on the lines of what was pasted. Each line is read once, by all of them together; a pattern itself
 * is tried only on lines that hold a text without which it cannot match.
 */

/** A place where patterns are tried: a line, two lines that a screen may have parted, or a line as it may have been meant. */
export interface Place {
  /** Position of its first line. */
  readonly at: number;
  readonly text: string;
  /** How much it counts: less where something was guessed. */
  readonly weight: number;
}

/** How many places are kept of each pattern: so many of the first ones, and so many of the last. */
const KEPT = 300;
/** A pattern without any text that it needs is tried on so many of the first places, and of the last. */
const BLIND = 2000;
/** As many lines are looked at for slips of fingers and of cameras. */
const MOST_CORRECTED = 1000;

const JOINED = 0.97;
const CORRECTED = 0.92;

class Pattern {
  readonly source: string;
  #expression: RegExp | undefined;

  constructor(source: string) {
    this.source = source;
  }

  exec(text: string): RegExpExecArray | null {
    this.#expression ??= expression(this.source);
    return this.#expression.exec(text);
  }
}

/** All patterns of a catalogue, ready to be tried. */
export class Rules {
  readonly #patterns: Pattern[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #blind: number[] = [];
  readonly #scanner: Scanner;

  constructor(errors: readonly KnownError[]) {
    const wanted = new Map<string, number[]>();
    for (const source of errors.flatMap(patternsOf)) {
      if (this.#numbers.has(source)) continue;
      const number = this.#patterns.push(new Pattern(source)) - 1;
      this.#numbers.set(source, number);
      const literals = literalsOf(source);
      if (literals === undefined) this.#blind.push(number);
      for (const literal of literals ?? []) {
        const others = wanted.get(literal);
        if (others === undefined) wanted.set(literal, [number]);
        else others.push(number);
      }
    }
    this.#scanner = new Scanner(wanted);
  }

  /** Patterns that have to be tried on every line. */
  get blind(): string[] {
    return this.#blind.map((number) => this.#patterns[number]!.source);
  }

  on(lines: readonly PastedLine[]): Matches {
    const places = new Places(lines);
    const found: (Kept | undefined)[] = [];
    for (let position = 0; position < places.count; position++)
      this.#scanner.scan(places.text(position), (number) => {
        const kept = found[number];
        if (kept === undefined) found[number] = new Kept(position);
        else kept.add(position);
      });
    const blind = new Set(this.#blind);
    return new Matches(places, (source) => {
      const number = this.#numbers.get(source);
      if (number === undefined) return undefined;
      const positions = blind.has(number) ? ends(places.count) : (found[number]?.all ?? []);
      return { pattern: this.#patterns[number]!, positions };
    });
  }

  /** A pattern of the catalogue on one text. */
  matches(source: string, text: string): boolean {
    return this.#patterns[this.#numbers.get(source)!]!.exec(text) !== null;
  }
}

function patternsOf({ rule, causes }: KnownError): string[] {
  return [
    ...rule.match,
    ...rule.unless,
    ...rule.without,
    ...rule.after,
    ...rule.until,
    ...causes.flatMap((cause) => [...cause.for, ...cause.against]),
  ];
}

function ends(count: number): number[] {
  const all = Array.from({ length: Math.min(count, 2 * BLIND) }, (_, index) => index);
  return count <= 2 * BLIND ? all : all.map((at) => (at < BLIND ? at : count - 2 * BLIND + at));
}

/** All places of a paste: its lines first, then what was guessed. */
class Places {
  readonly #lines: readonly PastedLine[];
  readonly #guessed: Place[] = [];

  constructor(lines: readonly PastedLine[]) {
    this.#lines = lines;
    for (const { at, texts } of joinedLines(lines))
      for (const text of texts) this.#guessed.push({ at, text, weight: JOINED });
    for (const [at, { text }] of lines.slice(0, MOST_CORRECTED).entries()) {
      const better = corrected(text);
      if (better !== undefined) this.#guessed.push({ at, text: better, weight: CORRECTED });
    }
  }

  get count(): number {
    return this.#lines.length + this.#guessed.length;
  }

  text(position: number): string {
    return (this.#lines[position] ?? this.#guessed[position - this.#lines.length]!).text;
  }

  at(position: number): Place {
    const line = this.#lines[position];
    return line === undefined
      ? this.#guessed[position - this.#lines.length]!
      : { at: position, text: line.text, weight: 1 };
  }
}

/** The first and the last places of a pattern, each once, in their order. */
class Kept {
  readonly #positions: number[];
  #count = 1;
  #latest: number;

  constructor(position: number) {
    this.#positions = [position];
    this.#latest = position;
  }

  add(position: number): void {
    if (position === this.#latest) return;
    this.#latest = position;
    const count = this.#count++;
    if (count < 2 * KEPT) this.#positions.push(position);
    else this.#positions[KEPT + (count % KEPT)] = position;
  }

  get all(): number[] {
    return this.#positions.toSorted((a, b) => a - b);
  }
}

/** Where a pattern matched. */
export interface Match extends Place {
  /** What its named groups hold. */
  readonly captured: Readonly<Record<string, string | undefined>>;
}

/** What patterns found in one paste. */
export class Matches {
  readonly #places: Places;
  readonly #find: (
    source: string,
  ) => { pattern: Pattern; positions: readonly number[] } | undefined;
  readonly #known = new Map<string, readonly Match[]>();

  constructor(
    places: Places,
    find: (source: string) => { pattern: Pattern; positions: readonly number[] } | undefined,
  ) {
    this.#places = places;
    this.#find = find;
  }

  /** Where any of some patterns matches, each line once, in the order of the lines. */
  of(sources: readonly string[]): Match[] {
    const byLine = new Map<number, Match>();
    for (const source of sources)
      for (const match of this.#one(source)) {
        const known = byLine.get(match.at);
        if (known === undefined || known.weight < match.weight) byLine.set(match.at, match);
      }
    const all = [...byLine.values()].toSorted((a, b) => a.at - b.at);
    // What was found on one line alone is not found again on that line together with the one before.
    return all.filter(({ at, weight }) => weight !== JOINED || byLine.get(at + 1)?.weight !== 1);
  }

  #one(source: string): readonly Match[] {
    const known = this.#known.get(source);
    if (known !== undefined) return known;
    const { pattern, positions = [] } = this.#find(source) ?? {};
    const matches: Match[] = [];
    for (const position of positions) {
      const place = this.#places.at(position);
      const found = pattern!.exec(place.text);
      if (found !== null) matches.push({ ...place, captured: { ...found.groups } });
    }
    this.#known.set(source, matches);
    return matches;
  }
}
