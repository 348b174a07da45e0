import { namedAddresses } from './addresses.ts';
import type { Exporter } from './export.ts';

/** hosts(5): an address, the whole name, the short one. Ids and domains hold nothing that means anything there. */
export const hosts: Exporter = {
  id: 'hosts',
  gives: 'lines for /etc/hosts',
  source: 'https://manpages.debian.org/bookworm/manpages/hosts.5.en.html',
  write(inventory) {
    const lines = namedAddresses(inventory).map(
      ({ address, name, site }) =>
        `${address}\t${name}.${inventory.sites.get(site)!.domain} ${name}`,
    );
    const head = '# Made by `bootbook export hosts` from the inventory; changes here are lost.';
    return `${[head, ...lines].join('\n')}\n`;
  },
};
