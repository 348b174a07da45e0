import type { BootResult } from '../result.ts';
import type { Expectation, Line } from './scenario.ts';

/** What a boot lacks of what is expected of it, one sentence each; empty if it lacks nothing. */
export function shortfalls(result: BootResult, expected: Expectation): string[] {
  const console = result.console.map(withoutOrigin);
  const log = result.log.map(withoutOrigin);
  return [
    ...wrongFiles(result, expected.files ?? []),
    ...unseen(console, expected.console ?? []).map((line) => `The console never says ${line}.`),
    ...unseen(log, expected.log ?? []).map((line) => `No log says ${line}.`),
    ...seen([...console, ...log], expected.never ?? []).map(
      (line) => `Console or log says ${line}, which it must not.`,
    ),
  ];
}

/** The files that were served, each once, in the order in which they were served first. */
export function filesServed({ files }: BootResult): string[] {
  return [...new Set(files.map(({ by, path }) => `${by} ${path}`))];
}

function wrongFiles(result: BootResult, expected: readonly string[]): string[] {
  const served = filesServed(result).slice(0, expected.length);
  if (expected.every((file, index) => served[index] === file)) return [];
  return [
    `The first files should be ${expected.join(', ')}; they were ${served.join(', ') || 'none'}.`,
  ];
}

/** The wanted lines that are not among these. */
export function unseen(lines: readonly string[], wanted: readonly Line[]): Line[] {
  return wanted.filter((each) => !lines.some((line) => says(line, each)));
}

function seen(lines: readonly string[], unwanted: readonly Line[]): Line[] {
  return unwanted.filter((each) => lines.some((line) => says(line, each)));
}

function says(line: string, wanted: Line): boolean {
  return typeof wanted === 'string' ? line.includes(wanted) : wanted.test(line);
}

/** A line without the name of its port or server. */
function withoutOrigin(line: string): string {
  return line.slice(line.indexOf(': ') + 2);
}
