import { coverageTable, type CoverageTable } from '../../generators/proof/coverage.ts';
import { FileLevels } from '../../generators/proof/levels.ts';
import { parsedStatement } from '../../generators/proof/parsed.ts';
import { proofStatement, type ProofStatement } from '../../generators/proof/statement.ts';
import floor from '../../content/proofs/coverage/floor.json' with { type: 'json' };
import type { Fault } from '../../lab/faults/fault.ts';
import { faults } from '../../lab/faults/index.ts';
import type { FaultRecord } from '../../lab/faults/record.ts';

/*
 * What the lab has declared and what it has seen: the second source of pages, beside the book of the inventory.
 */

/** All that pages are made from besides the book of the inventory. */
export interface LabBook {
  /** Boots that were seen, in the order of their scenarios' ids. */
  readonly proofs: readonly ProofStatement[];
  /** How many files of each kind, and how many routes, have reached which level. CI fails if it sinks. */
  readonly coverage: CoverageTable;
  /** What they, and the servers' own checkers, say of files. */
  readonly levels: FileLevels;
  /** In the order of the boot chain. */
  readonly faults: readonly FaultEntry[];
}

/** A fault, and how it was seen; a fault that was never recorded shows no words of any console. */
export interface FaultEntry {
  readonly fault: Fault;
  readonly record: FaultRecord | undefined;
}

const records = import.meta.glob<FaultRecord>('../../lab/faults/seen/*.json', {
  import: 'default',
  eager: true,
});

const statements = import.meta.glob<unknown>('../../content/proofs/*.json', {
  import: 'default',
  eager: true,
});

const checks = import.meta.glob<unknown>('../../content/proofs/parsed/*.json', {
  import: 'default',
  eager: true,
});

const proofs = Object.keys(statements)
  .sort()
  .map((path) => proofStatement.parse(statements[path]));

/** What the lab of this repo knows. */
export const lab: LabBook = {
  proofs,
  coverage: coverageTable.parse(floor),
  levels: new FileLevels(
    proofs,
    Object.values(checks).map((check) => parsedStatement.parse(check)),
  ),
  faults: faults.map((fault) => ({
    fault,
    record: records[`../../lab/faults/seen/${fault.id}.json`],
  })),
};
