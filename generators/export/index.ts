import { ansible } from './ansible.ts';
import type { Exporter } from './export.ts';
import { hosts } from './hosts.ts';
import { json } from './json.ts';
import { prometheus } from './prometheus.ts';
import { zone } from './zone.ts';

/** Every form that an inventory is handed on in, in the order of the help. */
export const exporters: readonly Exporter[] = [ansible, hosts, zone, prometheus, json];
