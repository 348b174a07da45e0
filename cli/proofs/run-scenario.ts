import { join } from 'node:path';
import { bootHost, type BootOptions } from '../../lab/boot.ts';
import type { Booted } from '../../lab/proof/took-part.ts';
import { shortfalls } from '../../lab/scenarios/judge.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import { findHost } from '../find-host.ts';
import type { ScenarioSite } from '../scenario-site.ts';

/** What came of a scenario. */
export interface ScenarioResult extends Booted {
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
  const { plan, host } = findHost({ plans }, scenario.host);
  const { machine, foreign, until } = scenario;
  const tree = join(bundle, plan.server.id);
  const result = await bootHost({ plan, host, bundle: tree, machine, foreign, until, ...watch });
  const failure = result.failure === undefined ? [] : [result.failure];
  return {
    plan,
    host,
    result,
    foreign,
    lacking: [...failure, ...shortfalls(result, scenario.expect)],
  };
}
