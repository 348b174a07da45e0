import type { Line } from '../../generators/artifact.ts';
import type { Reason } from '../../generators/reason.ts';

/** Why a block of lines stands there. */
export interface Note {
  /** Reasons that are new in this edition, or that are short enough to be said each time. */
  readonly reasons: readonly Reason[];
  /** The first line on which the remaining reasons are told in full. */
  readonly as: readonly number[];
}

/** Neighbouring lines that stand there for the same reasons; they share one note. */
export interface Block {
  /** Numbers in the file, from 1. */
  readonly numbers: readonly number[];
  /** Positions in the lines that were given. */
  readonly indexes: readonly number[];
  readonly note: Note;
}

/** A reason that is the same sentence each time has the same key. */
export function reasonKey(reason: Reason): string {
  switch (reason.kind) {
    case 'inventory':
      return `${reason.file}:${reason.line}`;
    case 'rule':
      return `rule ${reason.rule.id} ${reason.rule.says}`;
    case 'route':
      return `route ${reason.route.id}`;
    case 'quirk':
      return `quirk ${reason.quirk.id}`;
  }
}

/**
 * Sets lines as blocks with one note each. A sentence is told once in an edition; further down, the note names the line
 * where it was told. Inventory lines are short and name each host's own line, so they are told every time.
 */
export function blocksOf(lines: readonly Line[], numbers: readonly number[]): Block[] {
  const blocks: Block[] = [];
  const toldOn = new Map<string, number>();
  let from = 0;
  while (from < lines.length) {
    const keys = keysOf(lines[from]!);
    let to = from + 1;
    while (to < lines.length && numbers[to] === numbers[to - 1]! + 1 && keysOf(lines[to]!) === keys)
      to++;
    const indexes = Array.from({ length: to - from }, (_, offset) => from + offset);
    const own = indexes.map((index) => numbers[index]!);
    blocks.push({ numbers: own, indexes, note: noteOf(lines[from]!.because, own[0]!, toldOn) });
    from = to;
  }
  return blocks;
}

function keysOf(line: Line): string {
  return line.because.map(reasonKey).join('\n');
}

function noteOf(because: readonly Reason[], number: number, toldOn: Map<string, number>): Note {
  const reasons = new Map<string, Reason>();
  const as = new Set<number>();
  for (const reason of because) {
    const key = reasonKey(reason);
    const told = reason.kind === 'inventory' ? undefined : toldOn.get(key);
    if (told !== undefined && told !== number) as.add(told);
    else {
      toldOn.set(key, number);
      reasons.set(key, reason);
    }
  }
  return { reasons: [...reasons.values()], as: [...as].sort((a, b) => a - b) };
}

/** Cuts a long list into parts of a like length, so that a browser lays out only those that are open. */
export function partsOf<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}
