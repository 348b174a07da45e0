import {
  Findings,
  isIpv4,
  withoutPrefix,
  type FoundInterface,
  type Importer,
  type SourceFile,
} from './records.ts';
import { isLoose, jsonOf, LineFinder, listOf, looseOf, textOf, type Loose } from './values.ts';

/*
 * Answers of NetBox's REST API: the lists of dcim/devices, dcim/interfaces and ipam/ip-addresses, each in a file of its
 * own, several pages in several files. What a list is of is told by what its objects have.
 */

interface Item {
  readonly item: Loose;
  readonly file: SourceFile;
}

type Kind = 'device' | 'interface' | 'address';

function kindOf(item: Loose): Kind | undefined {
  if (isLoose(item['device_type'])) return 'device';
  if (typeof item['address'] === 'string' && 'assigned_object_id' in item) return 'address';
  if (isLoose(item['device']) && 'mac_address' in item) return 'interface';
  return undefined;
}

function read(files: readonly SourceFile[]): Findings {
  const found = new Findings();
  const items: Record<Kind, Item[]> = { device: [], interface: [], address: [] };
  for (const file of files) {
    const value = jsonOf(file, found);
    const list = Array.isArray(value) ? (value as unknown[]) : listOf(looseOf(value)['results']);
    const origin = { file: file.path, line: 1 };
    if (textOf(looseOf(value)['next']) !== undefined)
      found.leftOut(
        origin,
        'next',
        'the list goes on; fetch it whole with limit=0, or give the other pages too',
      );
    let strange = 0;
    for (const item of list) {
      const kind = isLoose(item) ? kindOf(item) : undefined;
      if (kind === undefined) strange++;
      else items[kind].push({ item: item as Loose, file });
    }
    if (strange > 0 || list.length === 0)
      found.leftOut(
        origin,
        file.path,
        `${strange} of its objects are no devices, interfaces or addresses`,
      );
  }
  const addresses = new Map<unknown, string[]>();
  for (const { item } of items.address)
    if (item['assigned_object_type'] === 'dcim.interface') {
      const id = item['assigned_object_id'];
      addresses.set(id, [...(addresses.get(id) ?? []), String(item['address'])]);
    }
  const cards = new Map<unknown, Loose[]>();
  for (const { item } of items.interface) {
    const id = looseOf(item['device'])['id'];
    cards.set(id, [...(cards.get(id) ?? []), item]);
  }
  const finders = new Map(files.map((file) => [file, new LineFinder(file.text)]));
  const networks = new Set<string>();
  const models = new Set<string>();
  const sites = new Set<string>();
  for (const { item, file } of items.device) {
    const name = textOf(item['name']);
    const line = finders.get(file)!.next('id', typeof item['id'] === 'number' ? item['id'] : -1);
    const origin = { file: file.path, line };
    const status = textOf(looseOf(item['status'])['value']);
    if (status !== undefined && ['decommissioning', 'offline', 'inventory'].includes(status)) {
      found.leftOut(origin, `device ${name ?? '(no name)'}`, `its status is ${status}`);
      continue;
    }
    const type = looseOf(item['device_type']);
    const vendor = textOf(looseOf(type['manufacturer'])['name']);
    const model = textOf(type['model']);
    const key = model === undefined ? undefined : [vendor, model].filter(Boolean).join(' ');
    const primary = textOf(looseOf(item['primary_ip4'])['address']);
    const interfaces = (cards.get(item['id']) ?? []).flatMap((card): FoundInterface[] => {
      const label = textOf(card['name']);
      const mac = textOf(card['mac_address']);
      const all = addresses.get(card['id']) ?? [];
      if (card['mgmt_only'] === true || (mac === undefined && all.length === 0)) return [];
      const [address, ...more] = all.filter((each) => isIpv4(withoutPrefix(each)));
      for (const each of more)
        found.leftOut(
          origin,
          `address ${each} of ${name ?? 'a device'}`,
          'an interface has one IPv4 address',
        );
      if (address?.includes('/') === true && !networks.has(address)) {
        networks.add(address);
        const [base = '', bits = ''] = address.split('/');
        if (
          /^(?:[89]|[12][0-9]|30)$/.test(bits) &&
          !found.networks.some(({ cidr }) => sameNetwork(cidr, base, Number(bits)))
        )
          found.networks.push({ origin, cidr: address });
      }
      const address6 = all.find((each) => each.includes(':'));
      return [
        {
          origin,
          name: label,
          mac,
          address,
          ...(address6 !== undefined && { address6 }),
          boot: address !== undefined && address === primary,
        },
      ];
    });
    if (interfaces.length === 0) {
      found.leftOut(
        origin,
        `device ${name ?? '(no name)'}`,
        'it has no interface with a MAC or an address that is not for management',
      );
      continue;
    }
    if (key !== undefined && !models.has(key)) {
      models.add(key);
      found.models.push({ origin, key, vendor, name: model });
    }
    const site = textOf(looseOf(item['site'])['name']);
    if (site !== undefined) sites.add(site);
    found.hosts.push({
      origin,
      name,
      model: key,
      rack: textOf(looseOf(item['rack'])['name']),
      interfaces,
    });
  }
  const [first, ...others] = sites;
  found.siteName = first;
  if (others.length > 0)
    found.changed(
      { file: items.device[0]!.file.path, line: 1 },
      `sites ${[...sites].join(', ')}`,
      'all went into one; import one site at a time: ?site=…',
    );
  return found;
}

function sameNetwork(cidr: string, address: string, bits: number): boolean {
  const [base = '', length = ''] = cidr.split('/');
  const number = (text: string): number =>
    Math.floor(
      text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) / 2 ** (32 - bits),
    );
  return Number(length) === bits && number(base) === number(address);
}

export const netbox: Importer = {
  id: 'netbox',
  title: 'NetBox',
  takes:
    'answers of its REST API as JSON: dcim/devices, dcim/interfaces and ipam/ip-addresses (with ?limit=0)',
  source: 'https://netboxlabs.com/docs/netbox/en/stable/integrations/rest-api/',
  files: /\.json$/,
  read,
};
