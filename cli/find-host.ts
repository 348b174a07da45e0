import { printable } from '../generators/inventory/problem.ts';
import { nearest } from '../generators/nearest.ts';
import { normaliseMac } from '../generators/inventory/schema.ts';
import type { HostPlan, Plan } from '../generators/plan/plan.ts';
import { Mistake } from './mistake.ts';
import type { OpenSite } from './site-options.ts';

/**
 * A host by its id, or by the MAC or address of one of its interfaces, and the plan of its boot server.
 * @throws Mistake if there is no such host, with the one that was probably meant
 */
export function findHost(
  { plans }: Pick<OpenSite, 'plans'>,
  wanted: string,
): { plan: Plan; host: HostPlan } {
  const mac = normaliseMac(wanted);
  for (const plan of plans) {
    for (const host of plan.hosts) {
      const { id, interfaces } = host.host;
      const addressed = Object.values(interfaces).some(
        (each) => each.mac === mac || each.address === wanted,
      );
      if (id === wanted || addressed) return { plan, host };
    }
  }
  const ids = plans.flatMap(({ hosts }) => hosts.map(({ host }) => host.id));
  const meant = nearest(wanted, ids);
  throw new Mistake(
    `There is no host ${JSON.stringify(printable(wanted)).slice(1, -1)}.`,
    meant === undefined
      ? `The inventory knows ${ids.length} hosts by id, MAC and address.`
      : `Did you mean ${meant}?`,
  );
}
