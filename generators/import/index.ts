import type { Importer } from './records.ts';
import { csv } from './csv.ts';
import { dhcpd } from './dhcpd.ts';
import { dnsmasq } from './dnsmasq.ts';
import { dnsmasqLeases } from './dnsmasq-leases.ts';
import { keaLeases } from './kea-leases.ts';

/** Everything that hosts can be imported from, in the order of the help. */
export const importers: readonly Importer[] = [dnsmasq, dnsmasqLeases, dhcpd, keaLeases, csv];
