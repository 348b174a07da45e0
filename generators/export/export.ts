import type { Inventory, Host, HostInterface } from '../inventory/inventory.ts';
import { bootInterface } from '../inventory/inventory.ts';

/** One form that an inventory is handed on in. Add one by adding a file here and naming it in index.ts. */
export interface Exporter {
  /** As it is typed: `ansible`. */
  readonly id: string;
  /** What comes out, for the help. */
  readonly gives: string;
  /** Page that the form comes from. */
  readonly source: string;
  /** Same inventory, same bytes. */
  write(inventory: Inventory): string;
}

/** A host with what most forms want of it. */
export interface ExportedHost {
  readonly host: Host;
  readonly boot: HostInterface;
  /** Its name with the domain of its site. */
  readonly fqdn: string;
  readonly site: string;
}

/** All hosts in the order of the inventory, each with its site. */
export function exportedHosts(inventory: Inventory): ExportedHost[] {
  return [...inventory.hosts.values()].map((host) => {
    const boot = bootInterface(host);
    const { site } = inventory.networks.get(boot.network)!;
    return { host, boot, site, fqdn: `${host.id}.${inventory.sites.get(site)!.domain}` };
  });
}

/** Entries by their group, in the order in which the groups first appear. */
export function grouped<T>(items: readonly T[], group: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(group(item), [...(groups.get(group(item)) ?? []), item]);
  return groups;
}

/** The part of an inventory that belongs to one site. Models, profiles and images belong to all. */
export function ofSite(inventory: Inventory, site: string): Inventory {
  const only = <T>(items: ReadonlyMap<string, T>, belongs: (item: T) => boolean): Map<string, T> =>
    new Map([...items].filter(([, item]) => belongs(item)));
  const networks = only(inventory.networks, (each) => each.site === site);
  return {
    ...inventory,
    networks,
    sites: only(inventory.sites, ({ id }) => id === site),
    servers: only(inventory.servers, (each) =>
      Object.values(each.interfaces).every(({ network }) => networks.has(network)),
    ),
    hosts: only(inventory.hosts, (each) =>
      Object.values(each.interfaces).every(({ network }) => networks.has(network)),
    ),
  };
}
