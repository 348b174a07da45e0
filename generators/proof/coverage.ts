import { z } from 'zod';
import { levels, type Level, type Reached } from './levels.ts';

const count = z.number().int().nonnegative();

/** How many things of a kind there are, and how many have reached each level and no higher one. */
const row = z.object({ total: count, parsed: count, served: count, booted: count });

/** Rows by kind: the format of emitted files, and `route` for boot routes. */
export const coverageTable = z.record(z.string(), row);
export type CoverageTable = z.output<typeof coverageTable>;
export type CoverageRow = z.output<typeof row>;

/** Where the coverage is recorded below which it must not sink, from the folder of the proofs. */
export const COVERAGE = 'coverage/floor.json';

/** Counts things by their kind, in the order of their first appearance. */
export function coverageOf(
  things: Iterable<{ readonly kind: string; readonly reached: Reached | undefined }>,
): CoverageTable {
  const table: CoverageTable = {};
  for (const { kind, reached } of things) {
    const counts = (table[kind] ??= { total: 0, parsed: 0, served: 0, booted: 0 });
    counts.total++;
    if (reached !== undefined) counts[reached.level]++;
  }
  return table;
}

/** A level of a kind that fewer things have reached than before, as a share of all of them. */
export interface Sunk {
  readonly kind: string;
  readonly level: Level;
  /** `9 of 10`: how many have reached this level or a higher one, now and before. */
  readonly now: string;
  readonly before: string;
}

/** Where a table has sunk below another. Shares are compared, so that a kind may lose things, but not proofs. */
export function sunkBelow(now: CoverageTable, before: CoverageTable): Sunk[] {
  return Object.entries(before).flatMap(([kind, was]) => {
    const is = now[kind];
    if (is === undefined || was.total === 0) return [];
    return levels.flatMap((level): Sunk[] => {
      const [have, had] = [atLeast(is, level), atLeast(was, level)];
      if (have * was.total >= had * is.total) return [];
      return [{ kind, level, now: `${have} of ${is.total}`, before: `${had} of ${was.total}` }];
    });
  });
}

function atLeast(counts: CoverageRow, level: Level): number {
  return levels.slice(levels.indexOf(level)).reduce((sum, each) => sum + counts[each], 0);
}
