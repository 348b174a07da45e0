import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withScenarioSite } from '../../cli/scenario-site.ts';
import { bootHost } from '../../lab/boot.ts';
import { faults } from '../../lab/faults/index.ts';
import { failureText, type BootResult } from '../../lab/result.ts';
import { scenarios } from '../../lab/scenarios/index.ts';
import { ready, slots, source } from './lab.ts';
import { hostOf } from './site.ts';

/*
 * Each fault is made, on a machine that boots without it (boots-scenarios.test.ts), and every symptom that it declares has
 * to be seen on the console or in a log.
 */

const free = slots(2);

describe.skipIf(!ready).concurrent('faults', { timeout: 900_000 }, () => {
  test.each(faults.map((fault) => [fault.id, fault.title, fault] as const))(
    '%s: %s',
    async (_id, _title, fault) => {
      const scenario = scenarios.find(({ id }) => id === fault.scenario);
      if (scenario === undefined) expect.fail(`There is no scenario ${fault.scenario}.`);
      const result = await free(() =>
        withScenarioSite(source, scenario.changes, ({ plans, bundle }): Promise<BootResult> => {
          const { plan, host } = hostOf(plans, scenario.host);
          const tree = join(bundle, plan.server.id);
          return bootHost({ plan, host, bundle: tree, machine: scenario.machine, fault });
        }),
      );
      if (!result.ok) expect.fail(failureText(result));
    },
  );
});
