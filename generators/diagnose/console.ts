/*
 * What a machine writes on a serial port, as lines that a person (or a pattern) can read.
 */

/** CSI sequences that move the cursor to another place: what follows them is another piece of text. */
const MOVES = /^\x1b\[[0-9;]*[ABEFHJdf]$/;

/** A move to a row and a column, counted from 1. */
const PLACE = /^\x1b\[(\d+);(\d+)H$/;

/**
 * Terminal control sequences by ECMA-48 (CSI, OSC and two-character escapes), and character-set switches.
 * Source: https://ecma-international.org/publications-and-standards/standards/ecma-48/
 */
const ESCAPE =
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()*+][0-9A-Za-z]|[ -/]*[0-~])/g;

/** The beginning of a sequence whose rest has not arrived yet. */
const UNFINISHED = /\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*|[()*+]|[ -/]*)?$/;

const TOKEN = new RegExp(`${ESCAPE.source}|[^]`, 'gu');

/** Reads one serial port's output, piece by piece as it arrives. */
export class Console {
  #held = '';
  #line = '';
  /** Where the cursor is, as far as that is known. */
  #row: number | undefined;
  #column: number | undefined;

  /** Takes the next piece and gives the lines that it completed: no control characters, no empty lines. */
  read(piece: string): string[] {
    const raw = this.#held + piece;
    const cut = UNFINISHED.exec(raw)?.index ?? raw.length;
    this.#held = raw.slice(cut);
    const tokens = raw.slice(0, cut).match(TOKEN) ?? [];
    const text = tokens.map((token) => this.#take(token)).join('');
    const parts = (this.#line + text).split('\n');
    this.#line = parts.pop()!;
    return parts.map((part) => part.trimEnd()).filter((part) => part !== '');
  }

  /** The line that is still being written: a prompt often ends without a newline. */
  get unfinished(): string {
    return this.#line.trimEnd();
  }

  /** What a character or an escape sequence adds to the text. */
  #take(token: string): string {
    if (token === '\r' || token === '\n') {
      this.#row = undefined;
      this.#column = 1;
      return '\n';
    }
    if (MOVES.test(token)) return this.#move(PLACE.exec(token)) ? '\n' : '';
    if (token.length > 1 && token.startsWith('\x1b')) return '';
    if (token === '\t') this.#column = undefined;
    else if (token === '\b') this.#advance(-1);
    else if (/\p{Cc}/u.test(token)) return '';
    else this.#advance(1);
    // Frames of menus come in the signs of old PC screens, which are no UTF-8.
    return token === '\b' || token === '\ufffd' ? '' : token;
  }

  #advance(columns: number): void {
    if (this.#column !== undefined) this.#column += columns;
  }

  /**
   * Moves the cursor, and says whether it really came to another place. SeaBIOS, when its clock ticks in the middle of
   * a line, moves it back by one column and forth again.
   */
  #move(place: RegExpExecArray | null): boolean {
    const [row, column] = place === null ? [] : [Number(place[1]), Number(place[2])];
    const sameRow = this.#row === undefined || this.#row === row;
    const back = this.#column !== undefined && column === this.#column - 1;
    if (sameRow && back) {
      this.#row = row;
      return false;
    }
    const stays = sameRow && column !== undefined && column === this.#column;
    this.#row = row;
    this.#column = column;
    return !stays;
  }
}
