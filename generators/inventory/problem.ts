import {
  positionOf,
  textLines,
  type Position,
  type SourceText,
  type YamlFile,
} from './yaml-file.ts';
import { problemKinds, type ProblemCode } from '../problem-kinds.ts';
import type { Path } from './lines.ts';
import { withoutSecrets } from './secret-values.ts';

/** Something wrong with what a person wrote: what, where, what was expected, what to do. */
export interface Problem {
  readonly code: ProblemCode;
  /** A warning does not stop a build. */
  readonly severity: 'error' | 'warning';
  readonly file: string;
  readonly position: Position;
  /** One sentence: what happened. */
  readonly message: string;
  readonly expected?: string;
  readonly received?: string;
  /** What to do about it. */
  readonly advice: string;
  /** The line in question with its neighbours, and a mark beneath it; empty if there is no text to show. */
  readonly frame: readonly string[];
}

/** What a problem says, without its place. */
export interface ProblemText {
  readonly code: ProblemCode;
  readonly message: string;
  readonly expected?: string;
  readonly received?: string;
  readonly advice: string;
}

/** A problem with the key or value at a path of a parsed file. */
export function problemAt(
  file: YamlFile,
  path: Path,
  part: 'key' | 'value',
  text: ProblemText,
): Problem {
  return problemIn(file, positionOf(file, path, part), text);
}

/** A problem at a place of a file that may not even have been parsed. */
export function problemIn(source: SourceText, position: Position, text: ProblemText): Problem {
  const { message, expected, received, advice } = text;
  return {
    severity: problemKinds[text.code].severity,
    ...text,
    // Ids and values of a broken file get into the words, and from there to a terminal.
    message: printable(message),
    ...(expected !== undefined && { expected: printable(expected) }),
    ...(received !== undefined && { received: printable(received) }),
    advice: printable(advice),
    file: source.path,
    position,
    frame: codeFrame(source, position),
  };
}

const LONGEST_LINE = 160;

function codeFrame(source: SourceText, { line, column, length }: Position): string[] {
  if (source.text === '') return [];
  const lines = textLines(source);
  const first = Math.max(1, line - 1);
  const width = String(line + 1).length;
  const frame: string[] = [];
  for (let number = first; number <= Math.min(line + 1, lines.length); number++) {
    const shown = withoutSecrets(printable(lines[number - 1]!)).slice(0, LONGEST_LINE);
    if (number !== line && shown.trim() === '') continue;
    frame.push(`${String(number).padStart(width)} | ${shown}`);
    if (number === line && column <= LONGEST_LINE) {
      const marks = Math.max(1, Math.min(length, shown.length - column + 1));
      frame.push(`${' '.repeat(width)} | ${' '.repeat(column - 1)}${'^'.repeat(marks)}`);
    }
  }
  return frame;
}

/** Text from a file, safe to print: control characters become visible ones of the same width. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (char) =>
    char === '\t' ? '→' : '\ufffd',
  );
}

/** A value as it stands in a message: short, on one line, strings in quotes. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = withoutSecrets(printable(JSON.stringify(value)));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** One problem as text for a terminal or a log, without a newline at its end. */
export function problemText(problem: Problem): string {
  const { line, column } = problem.position;
  const lines = [
    `${problem.file}:${line}:${column} ${problem.severity} ${problem.code}`,
    `  ${problem.message}`,
  ];
  for (const frameLine of problem.frame) lines.push(`    ${frameLine}`);
  if (problem.expected !== undefined) lines.push(`  expected  ${problem.expected}`);
  if (problem.received !== undefined) lines.push(`  received  ${problem.received}`);
  lines.push(`  do        ${problem.advice}`);
  return lines.join('\n');
}

/** Problems in the order a person reads the files: by file, line and column. */
export function sortedProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted(
    (a, b) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      a.position.line - b.position.line ||
      a.position.column - b.position.column,
  );
}
