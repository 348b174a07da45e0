import type { QuirkEffect } from '../catalogue/quirk.ts';
import { hostMenu } from './menu.ts';
import type { HostPlan, Plan } from './plan.ts';
import type { HostQuirk } from './quirks.ts';

/*
 * A quirk can do more than one thing, and not each of them concerns each machine that has it: whose drivers iPXE uses means
 * nothing to a machine that starts GRUB. What is shown of a host is what its quirks do there.
 */

/** The part of a quirk's effect that takes part in how a host boots now; undefined if none does, or if it is declined. */
export function usedEffect(
  plan: Plan,
  host: HostPlan,
  { quirk: { effect }, declined }: HostQuirk,
): QuirkEffect | undefined {
  if (effect === undefined || declined !== undefined) return undefined;
  const { loader, transport, drivers = 'firmware' } = host.route.value;
  const { mode } = host.network.network.dhcp;
  const started = new Set(
    hostMenu(plan, host).entries.flatMap((each) =>
      each.linux === undefined ? [] : [each.profile.kind],
    ),
  );
  const args = effect.args?.flatMap(({ kinds, args }) => {
    const here = kinds.filter((kind) => started.has(kind));
    return here.length === 0 ? [] : [{ kinds: here, args }];
  });
  const byUs = mode !== 'external' && !host.ipv6;
  const used: QuirkEffect = {
    loader: effect.loader === loader ? loader : undefined,
    transport: effect.transport === transport ? transport : undefined,
    drivers: loader === 'ipxe' && effect.drivers === drivers ? drivers : undefined,
    proxydhcp: mode === 'proxy' ? effect.proxydhcp : undefined,
    args: args?.length === 0 ? undefined : args,
    dhcp: byUs ? effect.dhcp : undefined,
    tftp: transport === 'http-boot' ? undefined : effect.tftp,
    ipxe: loader === 'ipxe' ? effect.ipxe : undefined,
  };
  const said = Object.entries(used).filter(([, value]) => value !== undefined);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}
