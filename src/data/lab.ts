import type { Fault } from '../../lab/faults/fault.ts';
import { faults } from '../../lab/faults/index.ts';
import type { FaultRecord } from '../../lab/faults/record.ts';

/*
 * What the lab has declared and what it has seen: the second source of pages, beside the book of the inventory.
 */

/** All that pages are made from besides the book of the inventory. */
export interface LabBook {
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

/** What the lab of this repo knows. */
export const lab: LabBook = {
  faults: faults.map((fault) => ({
    fault,
    record: records[`../../lab/faults/seen/${fault.id}.json`],
  })),
};
