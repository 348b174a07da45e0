import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withScenarioSite } from '../../cli/scenario-site.ts';
import { bootHost } from '../../lab/boot.ts';
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
    async (_id, _title, { host: id, changes, machine, foreign, until, expect: expected }) => {
      const result = await free(() =>
        withScenarioSite(source, changes, ({ plans, bundle }): Promise<BootResult> => {
          const { plan, host } = hostOf(plans, id);
          const tree = join(bundle, plan.server.id);
          return bootHost({ plan, host, bundle: tree, machine, foreign, until });
        }),
      );
      if (!result.ok) expect.fail(failureText(result));
      const lacking = shortfalls(result, expected);
      if (lacking.length > 0) expect.fail([...lacking, failureText(result)].join('\n'));
    },
  );
});
