import { join } from 'node:path';
import { findHost } from '../../cli/find-host.ts';
import { loadSite } from '../../cli/load-site.ts';
import type { HostPlan, Plan } from '../../generators/plan/plan.ts';

/** The root of the repo. */
export const root = join(import.meta.dirname, '..', '..');

/** The time at which the tests boot: web03 is armed then. */
export const NOW = '2026-11-21T12:00:00Z';

const { plans } = await loadSite(root, Date.parse(NOW));

/** A host of the example inventory, and the plan of its boot server. */
export function example(id: string): { plan: Plan; host: HostPlan } {
  return hostOf(plans, id);
}

/** A host by its id, and the plan of its boot server. */
export function hostOf(of: readonly Plan[], id: string): { plan: Plan; host: HostPlan } {
  return findHost({ plans: of }, id);
}
