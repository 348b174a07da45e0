import { join } from 'node:path';
import type { HostPlan, Plan } from '../../generators/plan/plan.ts';
import { bootHost, type BootOptions } from '../../lab/boot.ts';
import type { BootResult } from '../../lab/result.ts';
import { shortfalls } from '../../lab/scenarios/judge.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import type { ScenarioSite } from '../scenario-site.ts';

/** What came of a scenario. */
export interface ScenarioResult {
  readonly plan: Plan;
  readonly host: HostPlan;
  readonly result: BootResult;
  /** What the boot lacks of what is expected, one sentence each; empty if it is as it should be. */
  readonly lacking: readonly string[];
}

/**
 * Boots a scenario's host from the bundle of its site.
 * @throws Unable if the lab cannot do that here
 */
export async function runScenario(
  { plans, bundle }: ScenarioSite,
  scenario: Scenario,
  watch: Pick<BootOptions, 'onPower' | 'onStage'> = {},
): Promise<ScenarioResult> {
  const { plan, host } = hostIn(plans, scenario.host);
  const { machine, until } = scenario;
  const tree = join(bundle, plan.server.id);
  const result = await bootHost({ plan, host, bundle: tree, machine, until, ...watch });
  const failure = result.failure === undefined ? [] : [result.failure];
  return { plan, host, result, lacking: [...failure, ...shortfalls(result, scenario.expect)] };
}

/** A host by its id, and the plan of its boot server. */
export function hostIn(plans: readonly Plan[], id: string): { plan: Plan; host: HostPlan } {
  for (const plan of plans) {
    const host = plan.hosts.find((each) => each.host.id === id);
    if (host !== undefined) return { plan, host };
  }
  throw new Error(`The inventory has no host ${id}.`);
}
