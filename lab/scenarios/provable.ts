import type { Plan } from '../../generators/plan/plan.ts';
import type { Scenario } from './scenario.ts';

/** What a scenario may say that still boots its host as the inventory has it, to where its plan promises. */
const PLAIN = new Set<string>(['id', 'title', 'host', 'expect'] satisfies (keyof Scenario)[]);

/**
 * Everything that can be proven of a site: the declared scenarios, and every other host as it is. A host is not booted again
 * for its own sake if a declared scenario boots it as it is. The declared scenarios are those of the example, so they count
 * only where all of its hosts are: a host of somebody else may bear the same name.
 */
export function provable(plans: readonly Plan[], declared: readonly Scenario[]): Scenario[] {
  const hosts = plans.flatMap((plan) => plan.hosts);
  const ids = new Set(hosts.map(({ host }) => host.id));
  const fitting = declared.every(({ host }) => ids.has(host)) ? declared : [];
  const covered = new Set(fitting.filter(isPlain).map(({ host }) => host));
  const own = hosts
    .filter(({ host }) => !covered.has(host.id))
    .map(({ host, route, profile }): Scenario => {
      const title = `${route.value.title}; ${profile.value.label}`;
      return { id: `host-${host.id}`, title, host: host.id, expect: {} };
    });
  return [...fitting, ...own];
}

function isPlain(scenario: Scenario): boolean {
  return Object.keys(scenario).every((key) => PLAIN.has(key));
}
