import { addressNumber, addressText } from '../generators/inventory/address.ts';
import { Unable } from './unable.ts';
import type { HostPlan, NetworkPlan, Plan } from '../generators/plan/plan.ts';

/*
 * The virtual wire: one bridge for each network, the boot server's own addresses on them, and the neighbours that the
 * inventory speaks of but that are not ours, a router that relays DHCP or somebody else's DHCP server.
 */

/** A network as a bridge. It bears the name of the boot server's interface, because the emitted configs name that. */
export interface Bridge {
  readonly name: string;
  /** The boot server's address with its prefix length; undefined where it is not attached. */
  readonly address: string | undefined;
}

/** A machine beside the boot server, in a network namespace of its own. */
export interface Neighbour {
  /** Names its namespace and its lines in the log. */
  readonly name: string;
  readonly legs: readonly { readonly bridge: string; readonly address: string }[];
  readonly server: NeighbourServer;
}

/** What a neighbour runs: a dnsmasq with these arguments, or ISC's dhcpd with the snippet that was emitted for it. */
export type NeighbourServer =
  | { readonly program: 'dnsmasq'; readonly args: readonly string[] }
  | { readonly program: 'dhcpd'; readonly network: string };

/** Where a card of the booting machine is plugged in. */
export interface Port {
  readonly tap: string;
  readonly bridge: string;
  readonly mac: string;
}

/** Everything between the boot server and one machine. */
export interface Wire {
  readonly bridges: readonly Bridge[];
  readonly neighbours: readonly Neighbour[];
  /** Routes of the boot server: network in CIDR form, and the address of the router. */
  readonly routes: readonly { readonly to: string; readonly via: string }[];
  /** One for each of the machine's cards that has a network here; the one that boots comes first. */
  readonly ports: readonly Port[];
}

/** The name of somebody else's DHCP server. */
export const FOREIGN = 'foreign';

/** The wire between a boot server and one of its hosts. */
export function wireOf(plan: Plan, host: HostPlan): Wire {
  const { inventory, server } = plan;
  const bridges: Bridge[] = Object.entries(server.interfaces).map(([name, each]) => ({
    name,
    address: withPrefix(each.address, inventory.networks.get(each.network)!.cidr),
  }));
  const neighbours: Neighbour[] = [];
  const routes: { to: string; via: string }[] = [];
  const ports: Port[] = [];
  const cards = Object.entries(host.host.interfaces).toSorted(
    ([a], [b]) => Number(b === host.interface.name) - Number(a === host.interface.name),
  );
  for (const [, card] of cards) {
    const network = plan.networks.find((each) => each.network.id === card.network);
    if (network === undefined) continue;
    const bridge = network.serverInterface ?? behindRouter(network);
    ports.push({ tap: `tap${ports.length}`, bridge, mac: card.mac });
    if (network.serverInterface === undefined) {
      const router = relayOf(plan, network, bridge);
      bridges.push({ name: bridge, address: undefined });
      neighbours.push(router);
      routes.push({ to: network.network.cidr, via: bare(router.legs[0]!.address) });
    }
    if (network.network.dhcp.mode !== 'authoritative')
      neighbours.push(foreignServer(plan, network, bridge));
  }
  return { bridges, neighbours, routes, ports };
}

/** The commands that build the wire in an empty network namespace, in their order. */
export function wireCommands({ bridges, neighbours, routes, ports }: Wire): string[][] {
  const commands: string[][] = [['ip', 'link', 'set', 'lo', 'up']];
  for (const { name, address } of bridges) {
    commands.push([
      'ip',
      'link',
      'add',
      name,
      'type',
      'bridge',
      'stp_state',
      '0',
      'forward_delay',
      '0',
    ]);
    if (address !== undefined) commands.push(['ip', 'address', 'add', address, 'dev', name]);
    commands.push(['ip', 'link', 'set', name, 'up']);
  }
  for (const { name, legs } of neighbours) {
    const inside = ['ip', '-netns', name];
    commands.push(['ip', 'netns', 'add', name], [...inside, 'link', 'set', 'lo', 'up']);
    for (const [index, { bridge, address }] of legs.entries()) {
      const far = `${name}${index}`;
      const near = `leg${index}`;
      commands.push(
        ['ip', 'link', 'add', far, 'type', 'veth', 'peer', 'name', near, 'netns', name],
        ['ip', 'link', 'set', far, 'master', bridge, 'up'],
        [...inside, 'address', 'add', address, 'dev', near],
        [...inside, 'link', 'set', near, 'up'],
      );
    }
    if (legs.length > 1)
      commands.push([
        'ip',
        'netns',
        'exec',
        name,
        'sh',
        '-c',
        'echo 1 > /proc/sys/net/ipv4/ip_forward',
      ]);
  }
  for (const { to, via } of routes) commands.push(['ip', 'route', 'add', to, 'via', via]);
  for (const { tap, bridge } of ports) {
    commands.push(
      ['ip', 'tuntap', 'add', tap, 'mode', 'tap'],
      ['ip', 'link', 'set', tap, 'master', bridge, 'up'],
    );
  }
  return commands;
}

/** The router of a network that the boot server is not attached to: it forwards packets and relays DHCP. */
function relayOf(plan: Plan, network: NetworkPlan, bridge: string): Neighbour {
  const [uplink, { network: id, address: server }] = Object.entries(plan.server.interfaces)[0]!;
  const { cidr, gateway } = plan.inventory.networks.get(id)!;
  const own =
    gateway ??
    freeAddress(
      plan,
      plan.networks.find((each) => each.network.id === id)!,
    );
  const { relay, foreign } = network.network.dhcp;
  const address = relay ?? foreign ?? network.network.gateway ?? freeAddress(plan, network);
  return {
    name: 'router',
    legs: [
      { bridge: uplink, address: withPrefix(own, cidr) },
      { bridge, address: withPrefix(address, network.network.cidr) },
    ],
    server: { program: 'dnsmasq', args: [`--dhcp-relay=${address},${server}`] },
  };
}

/**
 * Somebody else's DHCP server: where ours only adds the boot information, one that gives plain addresses; where ours does
 * nothing, one with the snippet that was emitted for it.
 */
function foreignServer(plan: Plan, network: NetworkPlan, bridge: string): Neighbour {
  const { id, dhcp, gateway, cidr } = network.network;
  const address = dhcp.foreign ?? gateway ?? freeAddress(plan, network);
  return {
    name: FOREIGN,
    legs: [{ bridge, address: withPrefix(address, cidr) }],
    server:
      dhcp.mode === 'external'
        ? { program: 'dhcpd', network: id }
        : { program: 'dnsmasq', args: plainAddresses(plan, network, gateway ?? address) },
  };
}

function plainAddresses(plan: Plan, network: NetworkPlan, router: string): string[] {
  const free = freeAddress(plan, network);
  return [
    '--dhcp-authoritative',
    `--dhcp-range=${free},${free},${network.subnet.netmask},1h`,
    `--dhcp-option=option:router,${router}`,
  ];
}

/** The highest address of a network that nobody in the inventory has. */
function freeAddress(plan: Plan, { network, subnet }: NetworkPlan): string {
  const taken = new Set<string | undefined>([
    network.gateway,
    network.dhcp.foreign,
    network.dhcp.relay,
  ]);
  for (const server of plan.inventory.servers.values())
    for (const each of Object.values(server.interfaces)) taken.add(each.address);
  for (const host of plan.inventory.hosts.values())
    for (const each of Object.values(host.interfaces)) taken.add(each.address);
  const from = network.dhcp.range === undefined ? Infinity : addressNumber(network.dhcp.range.from);
  const to = network.dhcp.range === undefined ? -1 : addressNumber(network.dhcp.range.to);
  for (let value = subnet.last - 1; value > subnet.first; value--) {
    const text = addressText(value);
    if (!taken.has(text) && (value < from || value > to)) return text;
  }
  throw new Unable(
    `${network.cidr} has no free address for the lab.`,
    'Give the network a wider range in a copy of the inventory.',
  );
}

/** Interface names have at most 15 characters (IFNAMSIZ in linux/if.h), ids of networks have more. */
function behindRouter(network: NetworkPlan): string {
  return `far-${network.network.id}`.slice(0, 15);
}

function withPrefix(address: string, cidr: string): string {
  return `${address}/${cidr.slice(cidr.indexOf('/') + 1)}`;
}

function bare(address: string): string {
  return address.slice(0, address.indexOf('/'));
}
