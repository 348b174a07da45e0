import { describe, expect, test } from 'vitest';
import { runScenario } from '../../cli/proofs/run-scenario.ts';
import { withScenarioSite } from '../../cli/scenario-site.ts';
import { failureText } from '../../lab/result.ts';
import { scenarios } from '../../lab/scenarios/index.ts';
import { ready, slots, source } from './lab.ts';

/*
 * Machines of the example inventory, switched on with the bundle as `bootbook build` writes it. A boot succeeds if the
 * machine does what the plan promises, and unless quiet forbids it, the kernel itself has printed all of the plan's
 * arguments in their order (lab/observer.ts). Each scenario adds what is special about its way.
 *
 * Only one of each kind is booted here. All of them have proofs that hold for exactly today's files
 * (proofs-hold.test.ts), and `bootbook prove --all --anew` boots every one.
 */
const regular = scenarios.filter((scenario) => scenario.regular);

const free = slots(2);

describe.skipIf(!ready).concurrent('scenarios', { timeout: 900_000 }, () => {
  test.each(regular.map((scenario) => [scenario.id, scenario.title, scenario] as const))(
    '%s: %s',
    async (_id, _title, scenario) => {
      const { boots, lacking } = await free(() =>
        withScenarioSite(source, scenario.changes, (site) => runScenario(source, site, scenario)),
      );
      if (lacking.length > 0)
        expect.fail([...lacking, failureText(boots.at(-1)!.result)].join('\n'));
      expect(boots.length).toBe(1 + (scenario.then ?? []).length);
    },
  );
});
