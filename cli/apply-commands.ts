import { servingInterfaces } from '../generators/plan/serving.ts';
import type { HostPlan, Plan } from '../generators/plan/plan.ts';

/** The commands that bring a change of these hosts onto their boot servers, one for each. */
export function applyCommands(plans: readonly Plan[], hosts: readonly HostPlan[]): string[] {
  return plans
    .filter((plan) => plan.hosts.some((each) => hosts.includes(each)))
    .map((plan) => {
      const { id } = plan.server;
      return `bootbook apply --server ${id} --to ssh://root@${servingInterfaces(plan)[0]?.address ?? id}`;
    });
}
