import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { furtherBoots, withScenarioSite } from '../../cli/scenario-site.ts';
import { bootInTurn } from '../../lab/boot.ts';
import { failureText, type BootResult } from '../../lab/result.ts';
import { shortfalls } from '../../lab/scenarios/judge.ts';
import { scenarios } from '../../lab/scenarios/index.ts';
import { ready, slots, source } from './lab.ts';
import { hostOf } from './site.ts';

/*
 * Machines of the example inventory, switched on with the bundle as `bootbook build` writes it. A boot succeeds if the
 * machine does what the plan promises, and unless quiet forbids it, the kernel itself has printed all of the plan's
 * arguments in their order (lab/observer.ts). Each scenario adds what is special about its way.
 */

const free = slots(2);

describe.skipIf(!ready).concurrent('scenarios', { timeout: 900_000 }, () => {
  test.each(scenarios.map((scenario) => [scenario.id, scenario.title, scenario] as const))(
    '%s: %s',
    async (_id, _title, scenario) => {
      const { host: id, changes, machine, foreign, until, before, visit, then } = scenario;
      const further = await furtherBoots(source, scenario);
      const results = await free(() =>
        withScenarioSite(source, changes, ({ plans, bundle }): Promise<BootResult[]> => {
          const { plan, host } = hostOf(plans, id);
          const tree = join(bundle, plan.server.id);
          const options = { plan, host, bundle: tree, machine, foreign, until, before, visit };
          return bootInTurn(options, further);
        }),
      );
      const expectations = [scenario, ...(then ?? [])].map((each) => each.expect);
      for (const [index, result] of results.entries()) {
        if (!result.ok) expect.fail(failureText(result));
        const lacking = shortfalls(result, expectations[index]!);
        if (lacking.length > 0) expect.fail([...lacking, failureText(result)].join('\n'));
      }
      expect(results.length).toBe(expectations.length);
    },
  );
});
