import { writeSync } from 'node:fs';
import { styleText } from 'node:util';
import { printable, problemText, type Problem } from '../generators/inventory/problem.ts';

type Style = Parameters<typeof styleText>[0];

/** Text in colour if the stream is a terminal and nobody objects (NO_COLOR). */
export function painted(style: Style, text: string, stream: NodeJS.WriteStream): string {
  return styleText(style, text, { stream });
}

/** A line of a unified diff for stdout, in the colours that people know. */
export function paintedDiff(line: string): string {
  const { stdout } = process;
  if (line.startsWith('---') || line.startsWith('+++')) return painted('bold', line, stdout);
  if (line.startsWith('@@')) return painted('cyan', line, stdout);
  if (line.startsWith('-')) return painted('red', line, stdout);
  return line.startsWith('+') ? painted('green', line, stdout) : line;
}

/** Writes text, and waits where the reader is slower than we are. */
export async function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (!stream.write(text)) await new Promise((resolve) => stream.once('drain', resolve));
}

/** A value as JSON that a machine reads and a person can. */
export async function writeJson(value: unknown): Promise<void> {
  await write(process.stdout, `${JSON.stringify(value, undefined, 2)}\n`);
}

const MOST_PROBLEMS = 50;

/** All problems in reading order, as far as anybody reads: the first fifty, then how many more there are. */
export async function writeProblems(
  problems: readonly Problem[],
  stream: NodeJS.WriteStream,
): Promise<void> {
  // What stops the work comes first where not all can be shown.
  const chosen =
    problems.length > MOST_PROBLEMS
      ? problems.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_PROBLEMS)
      : problems;
  for (const problem of chosen) {
    const [head, ...rest] = problemText(problem).split('\n');
    const style: Style = problem.severity === 'error' ? ['bold', 'red'] : ['bold', 'yellow'];
    await write(stream, `${painted(style, head!, stream)}\n${rest.join('\n')}\n\n`);
  }
  if (problems.length > 0) await write(stream, `${countOf(problems, chosen.length)}\n`);
}

function rank({ severity }: Problem): number {
  return severity === 'error' ? 0 : 1;
}

function countOf(problems: readonly Problem[], shown: number): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const counted = [
    [errors, 'error'],
    [problems.length - errors, 'warning'],
  ] as const;
  const words = counted
    .filter(([count]) => count > 0)
    .map(([count, word]) => plural(count, word))
    .join(', ');
  return shown < problems.length ? `${words}; the first ${shown} are shown.` : `${words}.`;
}

/** `1 file`, `2 files`, `12,000 files`. */
export function plural(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
}

/** Bytes as people say them: `820 B`, `1.4 kB`, `45 MB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** Text of others (a program's last words, a file's name) on one line, safe to print. */
export function oneLine(text: string): string {
  return printable(text.trim().replaceAll(/\s*\n\s*/g, ' '));
}

/**
 * Words about long work, on one line of the terminal that each new word replaces. It goes to stderr, and nowhere if
 * that is not a terminal. Writing is synchronous because so is the work.
 */
export class Progress {
  private readonly shown = process.stderr.isTTY;
  private last = 0;

  /** Says what is going on, at most ten times a second. */
  say(text: string): void {
    const now = performance.now();
    if (!this.shown || now - this.last < 100) return;
    this.last = now;
    writeSync(2, `\r\u001b[K${text.slice(0, process.stderr.columns - 1)}`);
  }

  /** Leaves a clean line. */
  end(): void {
    if (this.shown && this.last > 0) writeSync(2, '\r\u001b[K');
  }
}
