import { join } from 'node:path';
import type { HostPlan } from '../generators/plan/plan.ts';
import { bootHost, type BootOptions } from '../lab/boot.ts';
import type { Fault } from '../lab/faults/fault.ts';
import type { BootResult } from '../lab/result.ts';
import { scenarios } from '../lab/scenarios/index.ts';
import { findHost } from './find-host.ts';
import { sourceFor } from './proofs/today.ts';
import type { ScenarioSource } from './scenario-plans.ts';
import { withScenarioSite } from './scenario-site.ts';

/** A boot with a fault, and the host that was to boot. */
export interface FaultBoot {
  readonly host: HostPlan;
  readonly result: BootResult;
}

/**
 * Boots the scenario of a fault with the fault in it, until all of its symptoms are seen.
 * @throws Mistake if the inventory is not one on which the scenario can be played
 */
export function bootFault(
  source: ScenarioSource,
  fault: Fault,
  options: Pick<BootOptions, 'mend' | 'timeout' | 'onPower' | 'onStage'> = {},
): Promise<FaultBoot> {
  const scenario = scenarios.find(({ id }) => id === fault.scenario);
  if (scenario === undefined)
    throw new Error(`The fault ${fault.id} names a scenario that there is not: ${fault.scenario}.`);
  const { machine, foreign, until } = scenario;
  return withScenarioSite(
    sourceFor(source, scenario),
    scenario.changes,
    async ({ plans, bundle }) => {
      const { plan, host } = findHost({ plans }, scenario.host);
      const tree = join(bundle, plan.server.id);
      const what = { plan, host, bundle: tree, machine, foreign, until, fault };
      return { host, result: await bootHost({ ...options, ...what }) };
    },
  );
}
