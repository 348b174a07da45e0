import { Findings, isIpv4, type Importer, type Origin } from './records.ts';
import { rowsOf, type Row } from './table.ts';

/*
 * The lease file that Kea's memfile backend writes, one line for each change of a lease: the last one of an address
 * counts. A lifetime of 0 stands for a deleted lease, states other than 0 for declined, expired and released ones.
 * Commas inside of values are written as &#x2c.
 */
export const keaLeases: Importer = {
  id: 'kea-leases',
  title: 'leases of Kea',
  takes: 'kea-leases4.csv, mostly /var/lib/kea/kea-leases4.csv',
  source:
    'https://kea.readthedocs.io/en/stable/arm/dhcp4-srv.html#memfile-basic-storage-for-leases',
  files: /^kea-leases4\.csv/,
  read(files) {
    const found = new Findings();
    for (const file of files) {
      const last = new Map<string, Row>();
      for (const row of rowsOf(file.text).rows) {
        const { address = '' } = row.cells;
        // As if the line were the first one of this address: the order of the file is that of the last changes.
        last.delete(address);
        last.set(address, row);
      }
      for (const { line, cells } of last.values()) lease({ file: file.path, line }, cells, found);
    }
    return found;
  },
};

function lease(origin: Origin, cells: Readonly<Record<string, string>>, found: Findings): void {
  const { address = '', hwaddr = '', hostname = '', valid_lifetime: lifetime, state } = cells;
  if (lifetime === '0') return;
  const what = `lease of ${address}`;
  if (!isIpv4(address)) found.leftOut(origin, what, 'only leases of IPv4 are taken over');
  else if (state !== undefined && !/^0?$/.test(state))
    found.leftOut(origin, what, `its state is ${state}: declined (1), expired (2) or released (3)`);
  else {
    const name = hostname.replaceAll('&#x2c', ',').replace(/\.$/, '');
    found.hosts.push({
      origin,
      ...(name !== '' && { name }),
      interfaces: [{ origin, mac: hwaddr, address }],
    });
  }
}
