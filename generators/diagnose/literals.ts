/*
 * What a line must hold before a pattern can match it: so that thousands of patterns can be left alone on most of millions of
 * lines.
 */

/** Longer ones find no more, and cost more memory. */
const LONGEST = 12;
/** A shorter one is found in every other line. */
const SHORTEST = 3;

/** Stands in lines of every kind, and tells little. */
const COMMON =
  /dnsmasq|dhcpd|nginx|kernel|tftp|http|dhcp(?:discover|offer|request|ack)?|error|failed|file|pxe|boot|from|not found/g;

/** Either one of several texts, of which any match holds at least one; or nothing that is known. */
type Needed = readonly string[] | undefined;

interface Piece {
  /** What it needs. */
  readonly needed: Needed;
  /** The exact text that it stands for, where it stands for one. */
  readonly exact: string | undefined;
}

const NOTHING: Piece = { needed: undefined, exact: '' };
const ANYTHING: Piece = { needed: undefined, exact: undefined };

/**
 * Texts in lower case of which each match of a pattern, in lower case, holds at least one. Undefined where there are none that
 * would tell anything.
 * @param source of a regular expression with the flag u
 */
export function literalsOf(source: string): Needed {
  const needed = new Reader(source).read();
  const cut = needed?.map((text) => text.slice(-LONGEST));
  return cut?.every((text) => text.length >= SHORTEST) ? [...new Set(cut)] : undefined;
}

/** Reads a regular expression as far as its literal texts go. What it does not know it takes for anything. */
class Reader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  read(): Needed {
    return this.#alternatives().needed;
  }

  #alternatives(): Piece {
    const branches = [this.#sequence()];
    while (this.#source[this.#at] === '|') {
      this.#at++;
      branches.push(this.#sequence());
    }
    if (branches.length === 1) return branches[0]!;
    const all = branches.map((branch) => needOf(branch));
    return {
      needed: all.every((each) => each !== undefined) ? all.flat() : undefined,
      exact: undefined,
    };
  }

  #sequence(): Piece {
    let best: Needed;
    let run = '';
    let whole: string | undefined = '';
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at]!)) {
      const piece = this.#quantified();
      if (piece.exact !== undefined) {
        run += piece.exact;
        whole = whole === undefined ? undefined : whole + piece.exact;
        continue;
      }
      whole = undefined;
      best = better(best, run === '' ? undefined : [run]);
      best = better(best, piece.needed);
      run = '';
    }
    return { needed: better(best, run === '' ? undefined : [run]), exact: whole };
  }

  #quantified(): Piece {
    const piece = this.#atom();
    const quantifier = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(
      this.#source.slice(this.#at, this.#at + 12),
    );
    if (quantifier === null) return piece;
    this.#at += quantifier[0].length;
    const atLeastOnce = quantifier[0].startsWith('+') || Number(quantifier[1] ?? 0) > 0;
    return atLeastOnce ? { needed: needOf(piece), exact: undefined } : ANYTHING;
  }

  #atom(): Piece {
    const character = this.#source[this.#at++]!;
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return this.#characters();
      case '\\':
        return this.#escaped();
      case '.':
        return ANYTHING;
      case '^':
      case '$':
        return NOTHING;
      default:
        return textPiece(character);
    }
  }

  #group(): Piece {
    const head = /^\?(?:[:=!]|<[=!]|<[^>]*>)/.exec(
      this.#source.slice(this.#at, this.#at + 40),
    )?.[0];
    this.#at += head?.length ?? 0;
    const inside = this.#alternatives();
    this.#at++;
    // What stands before or after, or must not, takes no room of its own.
    if (head !== undefined && /^\?<?[=!]/.test(head)) return NOTHING;
    return inside;
  }

  #characters(): Piece {
    const from = this.#at;
    if (this.#source[this.#at] === '^') this.#at++;
    while (this.#at < this.#source.length && this.#source[this.#at] !== ']')
      this.#at += this.#source[this.#at] === '\\' ? 2 : 1;
    const inside = this.#source.slice(from, this.#at++);
    // A dot in brackets is a dot.
    return inside.length === 1 && inside !== '^' ? textPiece(inside) : ANYTHING;
  }

  #escaped(): Piece {
    const character = this.#source[this.#at++]!;
    if (/[bB]/.test(character)) return NOTHING;
    if (/[pPuxck]/.test(character)) {
      this.#at += /^(?:\{[^}]*\}|<[^>]*>|[0-9A-Fa-f]{2,4})?/.exec(
        this.#source.slice(this.#at),
      )![0].length;
      return ANYTHING;
    }
    return /[A-Za-z0-9]/.test(character) ? ANYTHING : textPiece(character);
  }
}

function textPiece(character: string): Piece {
  // Other letters have several forms without regard to case; what is not ASCII ends a text.
  return /[\u0020-\u007e]/.test(character)
    ? { needed: undefined, exact: character.toLowerCase() }
    : ANYTHING;
}

function needOf({ needed, exact }: Piece): Needed {
  return better(needed, exact === undefined || exact === '' ? undefined : [exact]);
}

/** The one that fewer lines hold. */
function better(a: Needed, b: Needed): Needed {
  if (a === undefined || b === undefined) return a ?? b;
  return worth(b) > worth(a) ? b : a;
}

function worth(needed: readonly string[]): number {
  if (needed.some((text) => text.length < SHORTEST)) return -Infinity;
  const shortest = Math.min(
    ...needed.map((text) => Math.min(LONGEST, text.replaceAll(COMMON, '').length + 2)),
  );
  return shortest - needed.length / 8;
}
