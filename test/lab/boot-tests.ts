import { describe, expect, test } from 'vitest';
import { bootFault } from '../../cli/boot-fault.ts';
import { runScenario } from '../../cli/proofs/run-scenario.ts';
import { withScenarioSite } from '../../cli/scenario-site.ts';
import type { Fault } from '../../lab/faults/fault.ts';
import { failureText } from '../../lab/result.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import { nfsReady, ready, source } from './lab.ts';
import { USUAL_PATIENCE } from './regular.ts';

/**
 * Tests that boot scenarios. A boot succeeds if the machine does what the plan promises, and unless quiet forbids it, the
 * kernel itself has printed all of the plan's arguments in their order (lab/observer.ts). Each scenario adds what is special
 * about its way.
 */
export function testScenarios(chosen: readonly Scenario[]): void {
  describe.skipIf(!ready).concurrent('scenarios', { timeout: 900_000 }, () => {
    for (const scenario of chosen) {
      const able = nfsReady || scenario.id !== 'nfs-root';
      test.skipIf(!able)(`${scenario.id}: ${scenario.title}`, async () => {
        const { boots, lacking } = await withScenarioSite(source, scenario.changes, (site) =>
          runScenario(source, site, patiently(scenario)),
        );
        if (lacking.length > 0)
          expect.fail([...lacking, failureText(boots.at(-1)!.result)].join('\n'));
        expect(boots.length).toBe(1 + (scenario.then ?? []).length);
      });
    }
  });
}

/**
 * Tests that make faults: every symptom that a fault declares has to be seen on the console or in a log.
 * @param mended ids of those that are also mended: then the machine has to boot
 */
export function testFaults(chosen: readonly Fault[], mended: ReadonlySet<string>): void {
  describe.skipIf(!ready).concurrent('faults', { timeout: 900_000 }, () => {
    for (const fault of chosen) {
      const { id, title } = fault;
      const able = nfsReady || fault.scenario !== 'nfs-root';
      test.skipIf(!able)(`${id}: ${title}`, async () => {
        const mend = mended.has(id);
        const { result } = await bootFault(source, withPatience(fault), { mend });
        if (!result.ok) expect.fail(failureText(result));
        if (result.mended?.ok === false) expect.fail(`Mended: ${failureText(result.mended)}`);
        expect(result.mended !== undefined).toBe(mend);
      });
    }
  });
}

/** Where so many machines share a few processors, each may take twice as long as one with another beside it (lab/limit.ts). */
const FACTOR = 2;

function patiently(scenario: Scenario): Scenario {
  return { ...withPatience(scenario), then: scenario.then?.map(withPatience) };
}

function withPatience<T extends { readonly patience?: number | undefined }>(each: T): T {
  return { ...each, patience: FACTOR * (each.patience ?? USUAL_PATIENCE) };
}
