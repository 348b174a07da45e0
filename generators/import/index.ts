import type { Importer } from './records.ts';
import { ansible } from './ansible.ts';
import { cobbler } from './cobbler.ts';
import { csv } from './csv.ts';
import { dhcpd } from './dhcpd.ts';
import { dnsmasq } from './dnsmasq.ts';
import { dnsmasqLeases } from './dnsmasq-leases.ts';
import { keaLeases } from './kea-leases.ts';
import { ltsp } from './ltsp.ts';
import { netbox } from './netbox.ts';

/** Everything that hosts can be imported from, in the order of the help. */
export const importers: readonly Importer[] = [
  dnsmasq,
  dnsmasqLeases,
  dhcpd,
  keaLeases,
  cobbler,
  ltsp,
  netbox,
  ansible,
  csv,
];
