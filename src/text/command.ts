import { WIDTH } from './layout.ts';

/*
 * Commands in 80 columns. A shell reads a backslash at the end of a line, and what follows, as one line (POSIX, Shell Command
 * Language, 2.2.1), so a long command can be broken where it has a blank that is not quoted, and does the same when copied.
 */

/** Where what is typed is read by a shell. A boot loader, a switch, a firmware knows no backslash. */
const NO_SHELL: ReadonlySet<string> = new Set(['boot loader', 'switch', 'firmware setup']);

/**
 * The lines of a command.
 * @param on where it is typed; a shell, unless it is known not to be one
 * @param first what stands before the first line; further ones are set in by as much, and four columns more
 */
export function commandLines(run: readonly string[], on: string | undefined, first = ''): string[] {
  // Within a here-document a backslash would be text.
  const shell = !(on !== undefined && NO_SHELL.has(on)) && !run.some((line) => line.includes('<<'));
  return run.flatMap((line) => (shell ? continued(line, first) : [`${first}${line}`]));
}

function continued(command: string, first: string): string[] {
  if (first.length + command.length <= WIDTH) return [`${first}${command}`];
  const rest = ' '.repeat(first.length + 4);
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of shellWords(command)) {
    // Two columns for the blank and the backslash.
    if (!empty && line.length + 1 + word.length > WIDTH - 2) {
      lines.push(`${line} \\`);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

/** The pieces between blanks that are neither quoted nor escaped. A comment goes to the end of its line, and stays one piece. */
function shellWords(command: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let at = 0; at < command.length; at++) {
    const sign = command[at]!;
    if (quote === '' && sign === ' ') {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    if (quote === '' && sign === '#' && word === '') return [...words, command.slice(at)];
    if (sign === '\\' && quote !== "'") word += sign + (command[++at] ?? '');
    else {
      if (quote === sign) quote = '';
      else if (quote === '' && (sign === "'" || sign === '"')) quote = sign;
      word += sign;
    }
  }
  return word === '' ? words : [...words, word];
}
