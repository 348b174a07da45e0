import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formats } from '../../generators/formats/index.ts';
import type { Plan } from '../../generators/plan/plan.ts';
import {
  COVERAGE,
  coverageOf,
  coverageTable,
  sunkBelow,
  type CoverageTable,
  type Sunk,
} from '../../generators/proof/coverage.ts';
import { FileLevels, routeLevels, type Reached } from '../../generators/proof/levels.ts';
import type { ParsedStatement } from '../../generators/proof/parsed.ts';
import type { ProofStatement } from '../../generators/proof/statement.ts';
import { routes } from '../../generators/plan/routes/index.ts';
import { isSystemError } from '../mistake.ts';
import { emittedContents } from './contents.ts';
import { writeWhole } from './store.ts';

/** How many emitted files of each format, and how many routes, have reached which level. */
export function coverageNow(
  plans: readonly Plan[],
  proofs: readonly ProofStatement[],
  parsed: readonly ParsedStatement[],
): CoverageTable {
  return coverageOf(things(plans, proofs, parsed));
}

function* things(
  plans: readonly Plan[],
  proofs: readonly ProofStatement[],
  parsed: readonly ParsedStatement[],
): Generator<{ kind: string; reached: Reached | undefined }> {
  const files = new FileLevels(proofs, parsed);
  for (const format of formats) {
    for (const plan of plans) {
      for (const [path, { sha256 }] of emittedContents(plan, (each) => format.emit(each))) {
        const name = `${plan.server.id}/${path}`;
        yield { kind: format.id, reached: files.of({ name, digest: { sha256 } }) };
      }
    }
  }
  const reached = routeLevels(proofs);
  for (const { id } of routes) yield { kind: 'route', reached: reached.get(id) };
}

/** The coverage that is recorded beside proofs; nothing if there is no record. */
export function recordedCoverage(proofs: string): CoverageTable {
  try {
    return coverageTable.parse(JSON.parse(readFileSync(join(proofs, COVERAGE), 'utf8')));
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return {};
    throw error;
  }
}

/** Records a coverage, unless it has sunk: then the record stays, and it is told where. */
export function recordCoverage(proofs: string, now: CoverageTable): Sunk[] {
  const before = recordedCoverage(proofs);
  const sunk = sunkBelow(now, before);
  if (sunk.length === 0 && JSON.stringify(now) !== JSON.stringify(before))
    writeWhole(join(proofs, COVERAGE), now);
  return sunk;
}
