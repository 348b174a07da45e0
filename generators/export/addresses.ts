import type { Inventory } from '../inventory/inventory.ts';
import { bootInterface } from '../inventory/inventory.ts';

/** A name and an address that belong together. */
export interface NamedAddress {
  /** The first part of the name; other interfaces than the one that boots have their own behind it: `files01-eno2`. */
  readonly name: string;
  readonly site: string;
  readonly address: string;
  /** The id of the host or boot server. */
  readonly of: string;
}

interface Addressed {
  readonly network: string;
  readonly address?: string | undefined;
  readonly address6?: string | undefined;
}

/** Every address that the inventory gives to a machine: boot servers, then hosts; IPv4 before IPv6. */
export function namedAddresses(inventory: Inventory): NamedAddress[] {
  const all: NamedAddress[] = [];
  const add = (
    id: string,
    first: string,
    interfaces: Readonly<Record<string, Addressed>>,
  ): void => {
    for (const [key, { network, address, address6 }] of Object.entries(interfaces)) {
      const { site } = inventory.networks.get(network)!;
      const name = key === first ? id : `${id}-${label(key)}`;
      for (const each of [address, address6])
        if (each !== undefined) all.push({ name, site, address: each, of: id });
    }
  };
  for (const server of inventory.servers.values())
    add(server.id, Object.keys(server.interfaces)[0]!, server.interfaces);
  for (const host of inventory.hosts.values())
    add(host.id, bootInterface(host).name, host.interfaces);
  return unique(all, inventory);
}

/** The name of an interface as a part of a DNS name. */
function label(name: string): string {
  return name.replaceAll(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
}

/** Without names that are those of another machine, or too long for DNS. */
function unique(all: readonly NamedAddress[], { hosts, servers }: Inventory): NamedAddress[] {
  return all.filter(
    ({ name, of }) => name === of || (!hosts.has(name) && !servers.has(name) && name.length <= 63),
  );
}
