import type { Firmware } from '../inventory/schema.ts';
import { Findings, type FoundInterface, type Importer, type Origin } from './records.ts';
import { rowsOf } from './table.ts';

/*
 * A table of machines, one row an interface; rows of one name are one host. Columns are known by the names that people
 * and programs give them.
 */

const meanings: Readonly<Record<string, readonly string[]>> = {
  name: ['name', 'host', 'hostname', 'host name', 'fqdn', 'device', 'system'],
  mac: [
    'mac',
    'mac address',
    'mac_address',
    'macaddress',
    'hwaddr',
    'hardware address',
    'ethernet',
  ],
  address: ['ip', 'ip address', 'ip_address', 'ipaddress', 'address', 'ipv4', 'ipv4 address'],
  interface: ['interface', 'nic', 'port', 'device name', 'ifname'],
  vendor: ['vendor', 'manufacturer', 'make'],
  model: ['model', 'hardware', 'device type', 'device_type', 'product'],
  firmware: ['firmware', 'boot mode', 'boot_mode', 'bios'],
  architecture: ['architecture', 'arch'],
  rack: ['rack', 'location', 'room', 'cabinet'],
};

const firmwareNames: Readonly<Record<string, Firmware>> = {
  legacy: 'bios',
  bios: 'bios',
  uefi: 'uefi',
  efi: 'uefi',
  'uefi-secure-boot': 'uefi-secure-boot',
  'secure boot': 'uefi-secure-boot',
};

type Cells = Partial<Record<string, string>>;

/** The cells that mean something, by what they mean; empty ones are left out. */
function meant(cells: Readonly<Record<string, string>>): Cells {
  return Object.fromEntries(
    Object.entries(cells).flatMap(([column, value]) => {
      const meaning = meaningOf(column);
      return meaning === undefined || value === '' ? [] : [[meaning, value]];
    }),
  );
}

function meaningOf(column: string): string | undefined {
  const name = column.toLowerCase();
  return Object.keys(meanings).find((each) => meanings[each]!.includes(name));
}

function read(file: { readonly path: string; readonly text: string }, found: Findings): void {
  const { columns, rows } = rowsOf(file.text);
  for (const column of columns)
    if (meaningOf(column) === undefined)
      found.leftOut(
        { file: file.path, line: 1 },
        `column ${column}`,
        'no key of a host is known by this name',
      );
  const hosts = new Map<string, { origin: Origin; cells: Cells; interfaces: FoundInterface[] }>();
  for (const { line, cells: all } of rows) {
    const origin = { file: file.path, line };
    const cells = meant(all);
    const { name, mac, address, interface: port } = cells;
    const each: FoundInterface = { origin, mac, address, name: port };
    const known = name === undefined ? undefined : hosts.get(name);
    if (known !== undefined) known.interfaces.push(each);
    else hosts.set(name ?? `\n${line}`, { origin, cells, interfaces: [each] });
  }
  const models = new Set<string>();
  for (const { origin, cells, interfaces } of hosts.values()) {
    const { name, vendor, model, architecture, rack, firmware } = cells;
    const known = firmware === undefined ? undefined : firmwareNames[firmware.toLowerCase()];
    const key =
      model === undefined ? undefined : [vendor, model, architecture].filter(Boolean).join(' ');
    if (key !== undefined && !models.has(key)) {
      models.add(key);
      found.models.push({ origin, key, vendor, name: model, architecture, firmware: known });
    }
    found.hosts.push({ origin, name, interfaces, rack, model: key, firmware: known ?? firmware });
  }
}

export const csv: Importer = {
  id: 'csv',
  title: 'a CSV table',
  takes:
    'a table whose first line names the columns: name, mac, ip, interface, vendor, model, firmware, arch, rack',
  source: 'https://www.rfc-editor.org/rfc/rfc4180',
  files: /\.(?:csv|tsv)$/,
  read(files) {
    const found = new Findings();
    for (const file of files) read(file, found);
    return found;
  },
};
