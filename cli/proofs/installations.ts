import type { Plan } from '../../generators/plan/plan.ts';
import type { ProofStatement } from '../../generators/proof/statement.ts';
import { installationIn } from '../../lab/install/installation.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';

/** What `bootbook lab install` has proven of hosts that there are. */
export function installationsIn(
  proofs: ReadonlyMap<string, ProofStatement>,
  plans: readonly Plan[],
): Scenario[] {
  const hosts = new Set(plans.flatMap((plan) => plan.hosts.map(({ host }) => host.id)));
  return [...proofs.values()]
    .flatMap((proof) => installationIn(proof) ?? [])
    .filter(({ host }) => hosts.has(host));
}
