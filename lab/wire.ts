import type { HostPlan, Plan } from '../generators/plan/plan.ts';
import {
  bare,
  bridgeOf,
  neighboursOf,
  withPrefix,
  type ForeignProgram,
  type Neighbour,
} from './neighbours.ts';

/*
 * The virtual wire: one bridge for each network, the boot server's own addresses on them, and the neighbours that the
 * inventory speaks of.
 */

/** A network as a bridge. It bears the name of the boot server's interface, because the emitted configs name that. */
export interface Bridge {
  readonly name: string;
  /** The boot server's address with its prefix length; undefined where it is not attached. */
  readonly address: string | undefined;
  /** Its IPv6 address, likewise. */
  readonly address6: string | undefined;
}

/** Where a card of a machine is plugged in. */
export interface Port {
  /** The id of the machine's host. */
  readonly host: string;
  readonly tap: string;
  readonly bridge: string;
  readonly mac: string;
}

/** Everything between the boot server and its machines. */
export interface Wire {
  readonly bridges: readonly Bridge[];
  readonly neighbours: readonly Neighbour[];
  /** Routes of the boot server: network in CIDR form, and the address of the router. */
  readonly routes: readonly { readonly to: string; readonly via: string }[];
  /** One for each card that has a network of this boot server; of a machine's cards the one that boots comes first. */
  readonly ports: readonly Port[];
}

/**
 * The wire between a boot server and some of its hosts.
 * @param foreign what stands for somebody else's DHCP server
 */
export function wireOf(plan: Plan, hosts: readonly HostPlan[], foreign?: ForeignProgram): Wire {
  const { inventory, server } = plan;
  const bridges: Bridge[] = Object.entries(server.interfaces).map(([name, each]) => ({
    name,
    address: withPrefix(each.address, inventory.networks.get(each.network)!.cidr),
    address6: each.address6 && `${each.address6}/64`,
  }));
  const ports: Port[] = [];
  const alive = new Set(hosts.map(({ network }) => network));
  for (const host of hosts) {
    for (const { network: id, mac } of cardsOf(host)) {
      const network = plan.networks.find((each) => each.network.id === id);
      if (network === undefined) continue;
      // Whoever asks on the wrong card is answered by the servers that are there. A router is there for booting only.
      if (network.serverInterface !== undefined) alive.add(network);
      const bridge = bridgeOf(network);
      if (!bridges.some(({ name }) => name === bridge))
        bridges.push({ name: bridge, address: undefined, address6: undefined });
      ports.push({ host: host.host.id, tap: `tap${ports.length}`, bridge, mac });
    }
  }
  const networks = [...alive];
  const neighbours = neighboursOf(plan, networks, foreign);
  const routes = networks
    .filter(({ serverInterface }) => serverInterface === undefined)
    .map(({ network }) => ({ to: network.cidr, via: bare(neighbours[0]!.legs[0]!.address) }));
  return { bridges, neighbours, routes, ports };
}

/** The interfaces of a host, the one that boots first. */
function cardsOf({ host, interface: boots }: HostPlan): { network: string; mac: string }[] {
  return Object.entries(host.interfaces)
    .toSorted(([a], [b]) => Number(b === boots.name) - Number(a === boots.name))
    .map(([, card]) => card);
}

/** The commands that build the wire in an empty network namespace, in their order. No word in them holds a space. */
export function wireCommands({ bridges, neighbours, routes, ports }: Wire): string[] {
  return [
    'ip link set lo up',
    ...bridges.flatMap(bridgeCommands),
    ...neighbours.flatMap(neighbourCommands),
    ...routes.map(({ to, via }) => `ip route add ${to} via ${via}`),
    ...ports.flatMap(({ tap, bridge }) => [
      `ip tuntap add ${tap} mode tap`,
      `ip link set ${tap} master ${bridge} up`,
    ]),
  ];
}

/** Nobody else is on the wire yet, so an IPv6 address need not wait until it is known to be free (RFC 4862, section 5.4). */
function bridgeCommands({ name, address, address6 }: Bridge): string[] {
  return [
    `ip link add ${name} type bridge stp_state 0 forward_delay 0`,
    ...(address === undefined ? [] : [`ip address add ${address} dev ${name}`]),
    ...(address6 === undefined ? [] : [`ip address add ${address6} dev ${name} nodad`]),
    `ip link set ${name} up`,
  ];
}

function neighbourCommands({ name, legs }: Neighbour): string[] {
  return [
    `ip netns add ${name}`,
    `ip -netns ${name} link set lo up`,
    ...legs.flatMap(({ bridge, address }, index) => [
      `ip link add ${name}${index} type veth peer name leg${index} netns ${name}`,
      `ip link set ${name}${index} master ${bridge} up`,
      `ip -netns ${name} address add ${address} dev leg${index}`,
      `ip -netns ${name} link set leg${index} up`,
    ]),
    ...(legs.length > 1
      ? [`ip netns exec ${name} sysctl --quiet --write net.ipv4.ip_forward=1`]
      : []),
  ];
}
