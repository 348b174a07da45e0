/*
 * What a machine writes on a serial port, as lines that a person (or a pattern) can read.
 */

/** CSI sequences that move the cursor to another place: what follows them is another piece of text. */
const MOVES = /^\x1b\[[0-9;]*[ABEFHJdf]$/;

/**
 * Terminal control sequences by ECMA-48 (CSI, OSC and two-character escapes), and character-set switches.
 * Source: https://ecma-international.org/publications-and-standards/standards/ecma-48/
 */
const ESCAPE =
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()*+][0-9A-Za-z]|[ -/]*[0-~])/g;

/** The beginning of a sequence whose rest has not arrived yet. */
const UNFINISHED = /\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*|[()*+]|[ -/]*)?$/;

/** Reads one serial port's output, piece by piece as it arrives. */
export class Console {
  #held = '';
  #line = '';

  /** Takes the next piece and gives the lines that it completed: no control characters, no empty lines. */
  read(piece: string): string[] {
    const raw = this.#held + piece;
    const cut = UNFINISHED.exec(raw)?.index ?? raw.length;
    this.#held = raw.slice(cut);
    const text = raw
      .slice(0, cut)
      .replaceAll(ESCAPE, (sequence) => (MOVES.test(sequence) ? '\n' : ''))
      .replaceAll('\r', '\n')
      // Frames of menus come in the signs of old PC screens, which are no UTF-8.
      .replaceAll(/[^\P{Cc}\n\t]|\ufffd/gu, '');
    const parts = (this.#line + text).split('\n');
    this.#line = parts.pop()!;
    return parts.map((part) => part.trimEnd()).filter((part) => part !== '');
  }

  /** The line that is still being written: a prompt often ends without a newline. */
  get unfinished(): string {
    return this.#line.trimEnd();
  }
}
