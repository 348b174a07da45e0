import { join } from 'node:path';
import { bootInTurn, type BootOptions } from '../../lab/boot.ts';
import type { Booted } from '../../lab/proof/took-part.ts';
import { shortfalls } from '../../lab/scenarios/judge.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import { findHost } from '../find-host.ts';
import type { ScenarioSource } from '../scenario-plans.ts';
import { furtherBoots, type ScenarioSite } from '../scenario-site.ts';

/** What came of a scenario. */
export interface ScenarioResult {
  /** Its boots one after the other. The last of them is the one that failed, if one has. */
  readonly boots: readonly Booted[];
  /** What the last boot lacks of what is expected, one sentence each; empty if all is as it should be. */
  readonly lacking: readonly string[];
}

/**
 * Boots a scenario's host from the bundle of its site, as often as the scenario says.
 * @param source where the site has come from, at the scenario's time
 * @throws Unable if the lab cannot do that here
 */
export async function runScenario(
  source: ScenarioSource,
  { plans, bundle }: ScenarioSite,
  scenario: Scenario,
  watch: Pick<BootOptions, 'onPower' | 'onStage' | 'onMilestone'> = {},
): Promise<ScenarioResult> {
  const { plan, host } = findHost({ plans }, scenario.host);
  const { machine, foreign, then = [] } = scenario;
  const { until, before, operator, untilOff, patience, visit } = scenario;
  const tree = join(bundle, plan.server.id);
  const further = await furtherBoots(source, scenario);
  const options = {
    ...{ plan, host, bundle: tree, machine, foreign },
    ...{ until, before, operator, untilOff, patience, visit },
    ...watch,
  };
  const results = await bootInTurn(options, further);
  const boots = results.map((result, index): Booted => {
    const of = index === 0 ? { plan, host } : further[index - 1]!;
    const { changes, expect, visit } = index === 0 ? scenario : then[index - 1]!;
    return { plan: of.plan, host: of.host, result, foreign, changes, expect, visit };
  });
  return { boots, lacking: boots.flatMap(lackingIn) };
}

function lackingIn({ result, expect }: Booted): string[] {
  const failure = result.failure === undefined ? [] : [result.failure];
  return [...failure, ...shortfalls(result, expect)];
}
