import { drills } from '../../lab/drills/index.ts';
import type { Fault } from '../../lab/faults/fault.ts';
import { faults } from '../../lab/faults/index.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import { scenarios } from '../../lab/scenarios/index.ts';

/*
 * Which boots every run of all tests makes, and which are left to `npm run test:boots`. What takes longest comes first, so that
 * no machine runs alone at the end.
 */

/** A drill makes these, waits until they show, and repairs them (boots-drills.test.ts). */
const played = new Set(
  drills.flatMap((drill) => drill.break.flatMap((act) => ('fault' in act ? [act.fault] : []))),
);

function isRegular({ id, regular }: Fault): boolean {
  return regular !== false && !played.has(id);
}

/** Seconds that a boot may take where nothing else is said (lab/limit.ts). */
export const USUAL_PATIENCE = 200;

const longestFirst = faults.toSorted(
  (a, b) => (b.patience ?? USUAL_PATIENCE) - (a.patience ?? USUAL_PATIENCE),
);

export const regularFaults = longestFirst.filter(isRegular);
export const otherFaults = longestFirst.filter((fault) => !isRegular(fault));

const mostBootsFirst = scenarios.toSorted((a, b) => bootsOf(b) - bootsOf(a));

export const regularScenarios = mostBootsFirst.filter(({ regular }) => regular);
export const otherScenarios = mostBootsFirst.filter(({ regular }) => !regular);

function bootsOf({ then = [] }: Scenario): number {
  return 1 + then.length;
}
