import type { HostPlan } from '../../generators/plan/plan.ts';

/** What a host boots into, in a few words: its profile, and until when if it is armed, or what is withheld from it. */
export function bootsWords({ host, profile, withheld }: HostPlan): string {
  const { label, destructive } = profile.value;
  if (withheld !== undefined) return `${label}; ${withheld.value.id} is not armed`;
  if (destructive) return `${label}, armed until ${host.armedUntil}`;
  return label;
}
