import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkProofs } from '../../cli/proofs/check.ts';
import { coverageNow, recordedCoverage } from '../../cli/proofs/coverage.ts';
import { installationsIn } from '../../cli/proofs/installations.ts';
import { parsedIn, proofsIn } from '../../cli/proofs/store.ts';
import { Today } from '../../cli/proofs/today.ts';
import { plansWith, type ScenarioSource } from '../../cli/scenario-plans.ts';
import { sunkBelow } from '../../generators/proof/coverage.ts';
import { PROOFS } from '../../generators/proof/statement.ts';
import { scenarios } from '../../lab/scenarios/index.ts';
import { provable } from '../../lab/scenarios/provable.ts';
import { source } from './lab.ts';
import { root } from './site.ts';

/*
 * What CI asks of the example's proofs, after any change of generators or inventory: `bootbook prove --all` makes good what
 * fails here. Payload is left aside: a new version of a Debian package is no reason for a build to fail.
 */

const folder = join(root, PROOFS);
/** Nothing of the example is armed any more. */
const now: ScenarioSource = { ...source, now: Date.parse('2026-11-22T12:00:00Z') };
const plans = await plansWith(now, undefined);
const proofs = proofsIn(folder).read();

test('every proof of the example holds', async () => {
  const known = [...provable(plans, scenarios), ...installationsIn(proofs, plans)];
  const checked = await checkProofs(known, proofs, new Today(now, false));
  expect({ stale: checked.stale, orphans: checked.orphans }).toEqual({ stale: [], orphans: [] });
});

test('coverage has not sunk', () => {
  const parsed = [...parsedIn(folder).read().values()];
  const table = coverageNow(plans, [...proofs.values()], parsed);
  expect(sunkBelow(table, recordedCoverage(folder))).toEqual([]);
});
