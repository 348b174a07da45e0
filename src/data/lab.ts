import { coverageTable, type CoverageTable } from '../../generators/proof/coverage.ts';
import { FileLevels } from '../../generators/proof/levels.ts';
import { parsedStatement } from '../../generators/proof/parsed.ts';
import { proofStatement, type ProofStatement } from '../../generators/proof/statement.ts';
import floor from '../../content/proofs/coverage/floor.json' with { type: 'json' };
import type { Fault } from '../../lab/faults/fault.ts';
import { faults } from '../../lab/faults/index.ts';
import type { FaultRecord } from '../../lab/faults/record.ts';
import { audience } from './audience.ts';
import { ownIsExample } from './sources.ts';

/*
 * What the lab has declared and what it has seen: the second source of pages, beside the book of the inventory.
 */

/** All that pages are made from besides the book of the inventory. */
export interface LabBook {
  /** Boots that were seen, in the order of their scenarios' ids. */
  readonly proofs: readonly ProofStatement[];
  /**
   * How many files of each kind, and how many routes, have reached which level. CI fails if it sinks. Undefined in a guide whose
   * inventory is not the one that was counted.
   */
  readonly coverage: CoverageTable | undefined;
  /** Whether the proofs of the inventory that pages are made from are not at hand. */
  readonly withoutProofs: boolean;
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

/*
 * Proofs are of the inventory that they were made from. So the guide has those of the example: the ones of this repo as long as
 * its inventory is the example, else the ones that lie with the example.
 */
const own = import.meta.glob<unknown>('../../content/proofs/{*,parsed/*}.json', {
  import: 'default',
});
const examples = import.meta.glob<unknown>('../../examples/ams1/content/proofs/{*,parsed/*}.json', {
  import: 'default',
});
const ofThisRepo = audience === 'internal' || (await ownIsExample());
const kept = await loaded(ofThisRepo ? own : examples);
const isCheck = (path: string): boolean => path.includes('/proofs/parsed/');

async function loaded(
  files: Record<string, () => Promise<unknown>>,
): Promise<{ path: string; value: unknown }[]> {
  return Promise.all(
    Object.keys(files)
      .sort()
      .map(async (path) => ({ path, value: await files[path]!() })),
  );
}

const proofs = kept
  .filter(({ path }) => !isCheck(path))
  .map(({ value }) => proofStatement.parse(value));

/** What the lab of this repo knows. */
export const lab: LabBook = {
  proofs,
  coverage: ofThisRepo ? coverageTable.parse(floor) : undefined,
  withoutProofs: proofs.length === 0,
  levels: new FileLevels(
    proofs,
    kept.filter(({ path }) => isCheck(path)).map(({ value }) => parsedStatement.parse(value)),
  ),
  faults: faults.map((fault) => ({
    fault,
    record: records[`../../lab/faults/seen/${fault.id}.json`],
  })),
};
