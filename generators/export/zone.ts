import { namedAddresses } from './addresses.ts';
import { grouped, type Exporter } from './export.ts';

/**
 * A zone file (RFC 1035, section 5) for the domain of each site. The serial is no date, because the same inventory has to
 * give the same bytes: it is worked out of the records, so it changes with them, and a zone that is loaded anew after each
 * change needs no more. Secondaries that go by ever-growing serials need one of their own.
 */
export const zone: Exporter = {
  id: 'zone',
  gives: 'a DNS zone file (RFC 1035), one zone for each site; several sites: --site',
  source: 'https://www.rfc-editor.org/rfc/rfc1035#section-5',
  write(inventory) {
    const sites = grouped(namedAddresses(inventory), ({ site }) => site);
    const zones = [...sites].map(([site, members]) => {
      const { domain } = inventory.sites.get(site)!;
      const records = members.map(
        ({ name, address }) => `${name}\tIN\t${address.includes(':') ? 'AAAA' : 'A'}\t${address}`,
      );
      // Boot servers come first; a site without one of its own has its first host there.
      const server = members[0]!.name;
      return [
        `; Made by \`bootbook export zone\` from the inventory; changes here are lost.`,
        `$ORIGIN ${domain}.`,
        '$TTL 3600',
        `@\tIN\tSOA\t${server} hostmaster ${serialOf(records)} 3600 900 1209600 3600`,
        `@\tIN\tNS\t${server}`,
        ...records,
      ].join('\n');
    });
    return `${zones.join('\n\n')}\n`;
  },
};

/** FNV-1a of 31 bits. https://datatracker.ietf.org/doc/html/draft-eastlake-fnv-21 */
function serialOf(records: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const char of records.join('\n')) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  return (hash >>> 1) + 1;
}
