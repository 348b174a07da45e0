/*
 * Finds many texts in many lines in one go: an automaton by Aho and Corasick (CACM 18, 1975,
 * https://doi.org/10.1145/360825.360855), made complete, so that each character costs one step.
 */

/** Texts to be found, each with numbers of whoever wants it. */
export class Scanner {
  readonly #classes = new Uint8Array(128);
  readonly #width: number;
  readonly #next: Int32Array;
  readonly #found: readonly (readonly number[] | undefined)[];

  /** @param wanted ASCII texts in lower case, and the numbers that stand for them */
  constructor(wanted: ReadonlyMap<string, readonly number[]>) {
    let width = 1;
    let size = 1;
    for (const text of wanted.keys()) {
      size += text.length;
      for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        if (this.#classes[code] === 0) this.#classes[code] = width++;
      }
    }
    for (let code = 65; code <= 90; code++) this.#classes[code] = this.#classes[code + 32]!;
    this.#width = width;
    const next = new Int32Array(size * width);
    const found: (number[] | undefined)[] = [undefined];
    let states = 1;
    for (const [text, numbers] of wanted) {
      let state = 0;
      for (let at = 0; at < text.length; at++) {
        const edge = state * width + this.#classes[text.charCodeAt(at)]!;
        if (next[edge] === 0) {
          next[edge] = states++;
          found.push(undefined);
        }
        state = next[edge]!;
      }
      found[state] = [...(found[state] ?? []), ...numbers];
    }
    this.#next = next;
    this.#found = completed(next, width, found);
  }

  /** Tells the numbers of each text that a line holds; the same number may be told several times. */
  scan(line: string, tell: (number: number) => void): void {
    const classes = this.#classes;
    const next = this.#next;
    const width = this.#width;
    let state = 0;
    for (let at = 0; at < line.length; at++) {
      const code = line.charCodeAt(at);
      state = next[state * width + (code < 128 ? classes[code]! : 0)]!;
      const found = this.#found[state];
      if (found !== undefined) for (const number of found) tell(number);
    }
  }
}

/** Gives every state a way out for every character, breadth first. */
function completed(
  next: Int32Array,
  width: number,
  found: readonly (number[] | undefined)[],
): (number[] | undefined)[] {
  const all = [...found];
  const back = new Int32Array(found.length);
  const queue: number[] = [];
  for (let kind = 1; kind < width; kind++) if (next[kind] !== 0) queue.push(next[kind]!);
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head]!;
    const inherited = all[back[state]!];
    if (inherited !== undefined) all[state] = [...(all[state] ?? []), ...inherited];
    for (let kind = 0; kind < width; kind++) {
      const edge = state * width + kind;
      const otherwise = next[back[state]! * width + kind]!;
      if (next[edge] === 0) next[edge] = otherwise;
      else {
        back[next[edge]!] = otherwise;
        queue.push(next[edge]!);
      }
    }
  }
  return all;
}
