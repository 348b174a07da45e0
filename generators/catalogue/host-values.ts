import { hostMenu } from '../plan/menu.ts';
import { hostConfigPath } from '../plan/paths.ts';
import type { HostPlan, Plan } from '../plan/plan.ts';
import { concernsKind, type MachineKind } from './machine-kind.ts';
import type { Machines } from './machines.ts';
import type { SiteValue } from './site-values.ts';

/** What the words in braces stand for where one host is meant. What the inventory does not say stays out. */
export function hostValues(plan: Plan, host: HostPlan): Partial<Record<SiteValue, string>> {
  const { network, serverInterface } = host.network;
  const { mac, address, address6 } = host.interface;
  // A host that boots its disk has no kernel of its own; the first further entry of its menu has one.
  const linux = hostMenu(plan, host).entries.find((entry) => entry.linux !== undefined)?.linux;
  return defined({
    server: host.nextServer.value,
    bootserver: plan.server.id,
    interface: serverInterface,
    host: host.host.id,
    mac,
    address: host.ipv6 ? address6 : address,
    network: network.cidr,
    gateway: network.gateway,
    foreign: network.dhcp.foreign,
    bootfile: host.route.value.bootFile,
    config: hostConfigPath(host),
    kernel: linux?.kernel.value,
    initrd: linux?.initrds[0]?.value,
    profile: host.profile.value.id,
  });
}

function defined<Key extends string>(
  values: Record<Key, string | undefined>,
): Partial<Record<Key, string>> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<Record<Key, string>>;
}

/** Whether something can concern a host at all. */
export function concerns(machines: Machines, host: HostPlan): boolean {
  return concernsKind(machines, machineKind(host));
}

/** What a host is, as far as it decides what can concern it. */
export function machineKind({ route, network, ipv6 }: HostPlan): MachineKind {
  const { firmware, architecture, loader, transport } = route.value;
  return {
    firmware,
    architecture,
    loader,
    transport,
    dhcp: network.network.dhcp.mode,
    relayed: network.serverInterface === undefined,
    ipv6,
  };
}
