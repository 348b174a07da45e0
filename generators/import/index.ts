import type { Importer } from './records.ts';
import { dnsmasq } from './dnsmasq.ts';

/** Everything that hosts can be imported from, in the order of the help. */
export const importers: readonly Importer[] = [dnsmasq];
