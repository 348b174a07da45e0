/*
 * Plain text for a terminal of 80 columns, as a rescue shell has it: no colours, and no sign outside ASCII but what
 * people themselves wrote.
 */

/** Columns of a line, for all that is not a config: a config's lines are never broken. */
export const WIDTH = 80;

const TYPOGRAPHY: Readonly<Record<string, string>> = {
  '·': '|',
  '…': '...',
  '–': '-',
  '→': '->',
  '×': 'x',
  '’': "'",
};

/** Typographic signs in the spelling of a typewriter. */
export function typewriter(text: string): string {
  return text.replaceAll(/[·…–→×’]/g, (sign) => TYPOGRAPHY[sign]!);
}

/**
 * Breaks text into lines at white space. A word longer than a line stays whole: a path that is cut in two helps nobody.
 * @param first what stands before the first line; @param rest what stands before each further one
 */
export function wrap(text: string, first = '', rest: string = first, width = WIDTH): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of typewriter(text).split(/\s+/).filter(Boolean)) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  lines.push(line.trimEnd());
  return lines;
}

/** A title with a rule of its own length beneath it. */
export function underlined(title: string, sign: '=' | '-'): string[] {
  const text = typewriter(title);
  return [text, sign.repeat(Math.min(WIDTH, Math.max(3, text.length)))];
}

/** Names and values in two columns; long values go on beneath themselves. */
export function pairs(rows: readonly (readonly [string, string])[], indent = ''): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.flatMap(([name, value]) => {
    const first = `${indent}${name.padEnd(width)}  `;
    return wrap(value, first, ' '.repeat(first.length));
  });
}

const GAP = '  ';

/**
 * A table whose columns are as wide as their widest cell. Where that is more than 80 columns, the widest ones give way
 * and their cells are broken into several lines; words are cut only where nothing else helps.
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [head, ...rows].map((row) => row.map(typewriter));
  const widest = (length: (cell: string) => number): number[] =>
    head.map((_, column) => Math.max(1, ...cells.map((row) => length(row[column]!))));
  const widths = widest((cell) => cell.length);
  const room = WIDTH - GAP.length * (head.length - 1);
  narrow(widths, widest(longestWord), room);
  narrow(
    widths,
    head.map(() => 1),
    room,
  );
  const [top, ...body] = cells.map((row) => tableRow(row, widths));
  return [...top!, widths.map((width) => '-'.repeat(width)).join(GAP), ...body.flat()];
}

function longestWord(cell: string): number {
  return Math.max(0, ...cell.split(/\s+/).map((word) => word.length));
}

/** Takes columns from the widest until all fit into the room, but none below its least width. */
function narrow(widths: number[], least: readonly number[], room: number): void {
  for (let over = sum(widths) - room; over > 0; over--) {
    const free = widths.map((width, column) => (width > least[column]! ? width : 0));
    const most = Math.max(...free);
    if (most === 0) return;
    widths[free.indexOf(most)]!--;
  }
}

function tableRow(row: readonly string[], widths: readonly number[]): string[] {
  const columns = row.map((cell, column) => broken(cell, widths[column]!));
  const height = Math.max(...columns.map((column) => column.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((column, index) => (column[line] ?? '').padEnd(widths[index]!))
      .join(GAP)
      .trimEnd(),
  );
}

/** A cell in lines of at most the given width; here even long words are cut, or the columns would not stand. */
function broken(cell: string, width: number): string[] {
  return wrap(cell, '', '', width).flatMap((line) => {
    const pieces: string[] = [];
    for (let at = 0; at < line.length; at += width) pieces.push(line.slice(at, at + width));
    return pieces.length === 0 ? [''] : pieces;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Sorted numbers with runs drawn together: `1, 4-6`. */
export function ranges(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < numbers.length; at++) {
    const first = numbers[at]!;
    while (numbers[at + 1] === numbers[at]! + 1) at++;
    parts.push(first === numbers[at] ? String(first) : `${first}-${numbers[at]}`);
  }
  return parts.join(', ');
}
