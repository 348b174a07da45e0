import { addressNumber, addressText } from '../generators/inventory/address.ts';
import type { NetworkPlan, Plan } from '../generators/plan/plan.ts';
import { Unable } from './unable.ts';

/*
 * The machines on the wire that are not ours, as far as the inventory speaks of them: a router that relays DHCP, and
 * somebody else's DHCP server.
 */

/** A machine beside the boot server, in a network namespace of its own. */
export interface Neighbour {
  /** Names its namespace and its lines in the log. */
  readonly name: string;
  readonly legs: readonly { readonly bridge: string; readonly address: string }[];
  readonly server: NeighbourServer;
}

/** What a neighbour runs: a dnsmasq with these arguments, or somebody else's DHCP server with a config. */
export type NeighbourServer =
  | { readonly program: 'dnsmasq'; readonly args: readonly string[] }
  | { readonly program: ForeignProgram; readonly config: ForeignConfig };

/** DHCP servers that the lab has to stand for somebody else's. */
export type ForeignProgram = 'dhcpd' | 'kea-dhcp4';

/** The snippet that was emitted for a network, or a text of the lab's own. */
export type ForeignConfig = { readonly snippet: string } | { readonly text: string };

/** The name of somebody else's DHCP server. */
export const FOREIGN = 'foreign';

/** The bridge of a network. Where the boot server is attached to it, the bridge bears the name of its interface. */
export function bridgeOf({ serverInterface, network }: NetworkPlan): string {
  // Interface names have at most 15 characters (IFNAMSIZ in linux/if.h), ids of networks have more.
  return serverInterface ?? `far-${network.id}`.slice(0, 15);
}

/** The neighbours in some networks. If the boot server is not attached to one of them, the first is the router. */
export function neighboursOf(
  plan: Plan,
  networks: readonly NetworkPlan[],
  foreign: ForeignProgram = 'dhcpd',
): Neighbour[] {
  const far = networks.filter(({ serverInterface }) => serverInterface === undefined);
  const withOther = networks.filter(({ network }) => network.dhcp.mode !== 'authoritative');
  // Where the other DHCP server does everything, nothing is relayed to ours, and the router itself is that server.
  const [first] = far;
  if (first?.network.dhcp.mode === 'external') {
    if (networks.length > 1)
      throw new Unable(
        `The lab cannot have ${first.network.id} beside other networks: its router is somebody else's DHCP server.`,
        'Boot the hosts of that network by themselves.',
      );
    return [
      {
        ...router(plan, far),
        name: FOREIGN,
        server: foreignServer(plan, first, '', foreign).server,
      },
    ];
  }
  return [
    ...(far.length > 0 ? [router(plan, far)] : []),
    ...withOther.map((network, index) =>
      foreignServer(plan, network, index === 0 ? FOREIGN : `${FOREIGN}${index + 1}`, foreign),
    ),
  ];
}

/** Whether a neighbour is somebody else's DHCP server. */
export function isForeign(neighbour: string): boolean {
  return neighbour.startsWith(FOREIGN);
}

/** The router of the networks that the boot server is not attached to: it forwards packets and relays DHCP. */
function router(plan: Plan, networks: readonly NetworkPlan[]): Neighbour {
  const [uplink, { network: id, address: server }] = Object.entries(plan.server.interfaces)[0]!;
  const near = plan.networks.find((each) => each.network.id === id)!;
  const own = near.network.gateway ?? freeAddress(plan, near);
  const legs = networks.map((network) => {
    const { cidr, gateway, dhcp } = network.network;
    const address = dhcp.relay ?? gateway ?? freeAddress(plan, network);
    return { bridge: bridgeOf(network), address: withPrefix(address, cidr) };
  });
  return {
    name: 'router',
    legs: [{ bridge: uplink, address: withPrefix(own, near.network.cidr) }, ...legs],
    server: {
      program: 'dnsmasq',
      args: legs.map(({ address }) => `--dhcp-relay=${bare(address)},${server}`),
    },
  };
}

/**
 * Somebody else's DHCP server: where ours only adds the boot information, one that gives plain addresses and knows nothing
 * of PXE; where ours does nothing, one with the snippet that was emitted for it.
 */
function foreignServer(
  plan: Plan,
  network: NetworkPlan,
  name: string,
  program: ForeignProgram,
): Neighbour {
  const { id, dhcp, gateway, cidr } = network.network;
  const address = dhcp.foreign ?? gateway ?? freeAddress(plan, network);
  const external = dhcp.mode === 'external';
  return {
    name,
    legs: [{ bridge: bridgeOf(network), address: withPrefix(address, cidr) }],
    server: {
      program,
      config: external
        ? { snippet: `snippets/${id}/${SNIPPETS[program]}` }
        : { text: plainConfig[program](plan, network, gateway ?? address) },
    },
  };
}

const SNIPPETS: Record<ForeignProgram, string> = {
  dhcpd: 'isc-dhcpd.conf',
  'kea-dhcp4': 'kea-dhcp4.json',
};

/** Configs that hand out one free address, as a router's DHCP server does that nobody has told of network boot. */
const plainConfig: Record<
  ForeignProgram,
  (plan: Plan, network: NetworkPlan, router: string) => string
> = {
  dhcpd: (plan, network, router) => {
    const free = freeAddress(plan, network);
    return [
      'authoritative;',
      `subnet ${network.network.cidr.split('/')[0]} netmask ${network.subnet.netmask} {`,
      `  range ${free} ${free};`,
      `  option routers ${router};`,
      '}',
      '',
    ].join('\n');
  },
  'kea-dhcp4': (plan, network, router) => {
    const free = freeAddress(plan, network);
    const subnet = {
      id: 1,
      subnet: network.network.cidr,
      pools: [{ pool: `${free} - ${free}` }],
      'option-data': [{ name: 'routers', data: router }],
    };
    const config = {
      Dhcp4: {
        authoritative: true,
        'interfaces-config': { interfaces: ['*'] },
        // Firmware and loader send different client ids, and there is one address for both.
        'match-client-id': false,
        subnet4: [subnet],
      },
    };
    return JSON.stringify(config, null, 2);
  },
};

/** The highest address of a network that nobody in the inventory has. */
function freeAddress(plan: Plan, { network, subnet }: NetworkPlan): string {
  const { inventory } = plan;
  const { range, foreign, relay } = network.dhcp;
  const owned: { readonly address?: string | undefined }[] = [];
  for (const { interfaces } of inventory.servers.values()) owned.push(...Object.values(interfaces));
  for (const { interfaces } of inventory.hosts.values()) owned.push(...Object.values(interfaces));
  const taken = new Set([
    ...[network.gateway, foreign, relay],
    ...owned.map(({ address }) => address),
  ]);
  const [from, to] =
    range === undefined ? [Infinity, 0] : [addressNumber(range.from), addressNumber(range.to)];
  for (let value = subnet.last - 1; value > subnet.first; value--) {
    const text = addressText(value);
    if (!taken.has(text) && (value < from || value > to)) return text;
  }
  throw new Unable(
    `${network.cidr} has no free address for the lab.`,
    'Give the network a wider range in a copy of the inventory.',
  );
}

/** An address with the prefix length of its network. */
export function withPrefix(address: string, cidr: string): string {
  return `${address}/${cidr.slice(cidr.indexOf('/') + 1)}`;
}

/** An address without its prefix length. */
export function bare(address: string): string {
  return address.slice(0, address.indexOf('/'));
}
