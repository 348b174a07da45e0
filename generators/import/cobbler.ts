import {
  Findings,
  isIpv4,
  type FoundImage,
  type FoundInterface,
  type Importer,
  type Origin,
} from './records.ts';
import { isLoose, jsonOf, listOf, looseOf, textOf, type Loose } from './values.ts';

/*
 * Cobbler's own store: one JSON file for each distro, profile and system, below collections/ (config/*.d before 2.8).
 * `<<inherit>>` stands for the value of the parent.
 */

const KIND = /(?:^|\/)(distro|profile|system)s(?:\.d)?\/[^/]+\.json$/;
const INHERIT = '<<inherit>>';

interface Item {
  readonly origin: Origin;
  readonly name: string;
  readonly item: Loose;
}

type Store = Readonly<Record<'distro' | 'profile' | 'system', Item[]>>;

/** A value that the item gives itself. */
function own(item: Loose, key: string): unknown {
  const value = item[key];
  return value === INHERIT || value === '' || value === '~' ? undefined : value;
}

/** Kernel options, as a mapping (from Cobbler 2.0 on) or as one text, to arguments of a kernel. */
function optionsOf(value: unknown): string[] {
  if (typeof value === 'string')
    return value === INHERIT ? [] : value.split(/\s+/).filter((each) => each !== '');
  return Object.entries(looseOf(value)).flatMap(([key, each]) =>
    (Array.isArray(each) ? (each as unknown[]) : [each]).map((one) =>
      typeof one === 'string' && one !== '' && one !== '~'
        ? `${key}=${one}`
        : typeof one === 'number'
          ? `${key}=${one}`
          : key,
    ),
  );
}

/** What says how a machine is reached or managed, and has no place here. Passwords are not repeated. */
const unused: readonly (readonly [key: string, why: string])[] = [
  [
    'autoinstall',
    'answers of installers are files of the repo; bring it over by hand as `preseed` of the profile',
  ],
  [
    'kickstart',
    'answers of installers are files of the repo; bring it over by hand as `preseed` of the profile',
  ],
  ['autoinstall_meta', 'templates are not filled in here'],
  ['ks_meta', 'templates are not filled in here'],
  ['kernel_options_post', 'what the installed system is told is for its installer'],
  ['power_address', 'Bootbook does not switch machines on'],
  ['virt_type', 'Bootbook does not create virtual machines'],
];

class Reader {
  readonly found = new Findings();
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  read(): Findings {
    const distros = new Map(this.store.distro.map((each) => [each.name, each]));
    const profiles = new Map(this.store.profile.map((each) => [each.name, each]));
    for (const each of this.store.profile) this.profile(each, profiles, distros);
    for (const each of this.store.system) this.system(each);
    return this.found;
  }

  private leave({ origin, name, item }: Item): void {
    for (const [key, why] of unused) {
      const value = own(item, key);
      const empty = isLoose(value) && Object.keys(value).length === 0;
      if (value === undefined || value === null || empty || value === 'qemu' || value === 'kvm')
        continue;
      this.found.leftOut(origin, `${key} of ${name}`, why);
    }
  }

  /** The item and those that it inherits from, the item first. A loop ends where it began. */
  private line(first: Item, items: ReadonlyMap<string, Item>): Item[] {
    const line: Item[] = [];
    for (let each: Item | undefined = first; each !== undefined && !line.includes(each);) {
      line.push(each);
      const parent: string | undefined = textOf(own(each.item, 'parent'));
      each = parent === undefined ? undefined : items.get(parent);
    }
    return line;
  }

  private profile(
    each: Item,
    profiles: ReadonlyMap<string, Item>,
    distros: ReadonlyMap<string, Item>,
  ): void {
    const { origin, name } = each;
    const line = this.line(each, profiles);
    const distroName = line
      .map(({ item }) => textOf(own(item, 'distro')))
      .find((one) => one !== undefined);
    const distro = distroName === undefined ? undefined : distros.get(distroName);
    if (distro === undefined) {
      this.found.leftOut(
        origin,
        `profile ${name}`,
        `its distro ${distroName ?? '(none)'} is not part of the source`,
      );
      return;
    }
    const image = this.image(distro);
    if (image === undefined) {
      this.found.leftOut(origin, `profile ${name}`, `its distro ${distro.name} has no kernel`);
      return;
    }
    const answers = line
      .map(({ item }) => textOf(own(item, 'autoinstall')) ?? textOf(own(item, 'kickstart')))
      .find((one) => one !== undefined);
    this.found.profiles.push({
      origin,
      key: name,
      label: textOf(own(each.item, 'comment')) ?? name,
      // Whatever has answers for an installer, or a distro's own installer, may erase disks.
      kind:
        answers === undefined && textOf(distro.item['breed']) === 'generic' ? 'live' : 'installer',
      image,
      args: [distro, ...line.toReversed()].flatMap(({ item }) => optionsOf(item['kernel_options'])),
    });
    this.leave(each);
  }

  private image({ origin, name, item }: Item): FoundImage | undefined {
    const kernel = textOf(own(item, 'kernel'));
    const initrd = textOf(own(item, 'initrd'));
    if (kernel === undefined) return undefined;
    return {
      origin,
      key: name,
      architecture: textOf(item['arch']),
      kernel,
      initrds: initrd === undefined ? [] : [initrd],
    };
  }

  private system(each: Item): void {
    const { origin, name, item } = each;
    const profile = textOf(own(item, 'profile'));
    const netboot = own(item, 'netboot_enabled');
    const boots = netboot === true || netboot === 1;
    if (profile !== undefined && !boots)
      this.found.changed(
        origin,
        `profile ${profile} of ${name}`,
        'its netboot_enabled is off, so it boots its disk',
      );
    const installs = this.found.profiles.some(
      ({ key, kind }) => key === profile && kind === 'installer',
    );
    if (boots && installs)
      this.found.changed(
        origin,
        `netboot_enabled of ${name}`,
        `${profile!} installs only while the host is armed: armedUntil`,
      );
    const bonds = new Map<string, string>();
    for (const [key, card] of Object.entries(looseOf(item['interfaces']))) {
      const address = textOf(own(looseOf(card), 'ip_address'));
      if (looseOf(card)['interface_type'] === 'bond' && address !== undefined)
        bonds.set(key, address);
    }
    const interfaces = Object.entries(looseOf(item['interfaces'])).flatMap(
      ([key, value]): FoundInterface[] => {
        if (!isLoose(value)) return [];
        const type = textOf(own(value, 'interface_type'));
        if (
          type !== undefined &&
          !['na', 'infiniband'].includes(type) &&
          !type.endsWith('_slave')
        ) {
          this.found.leftOut(
            origin,
            `interface ${key} of ${name}`,
            `a ${type} is made by the operating system; its cards are here`,
          );
          this.network(origin, textOf(own(value, 'ip_address')), value, item);
          return [];
        }
        const master = textOf(own(value, 'interface_master')) ?? '';
        const address = textOf(own(value, 'ip_address')) ?? bonds.get(master);
        if (bonds.delete(master))
          this.found.changed(
            origin,
            `address of ${master} of ${name}`,
            `${key} has it: a bond is there only when the system runs`,
          );
        this.network(origin, address, value, item);
        return [
          {
            origin,
            ...(key !== 'default' && { name: key }),
            mac: textOf(own(value, 'mac_address')),
            address,
            address6: textOf(own(value, 'ipv6_address')),
            boot: value['management'] === true ? true : undefined,
          },
        ];
      },
    );
    for (const server of listOf(item['name_servers']))
      if (typeof server === 'string' && !this.found.dns.includes(server))
        this.found.dns.push(server);
    const hostname = textOf(own(item, 'hostname')) ?? name;
    this.found.domain ??= /^[^.]+\.(.+)$/.exec(hostname)?.[1];
    this.found.hosts.push({
      origin,
      name: hostname,
      interfaces,
      args: optionsOf(item['kernel_options']),
      ...(boots && { profile }),
    });
    this.leave(each);
  }

  /** Cobbler writes the netmask of a network at each of its systems. */
  private network(origin: Origin, address: string | undefined, card: Loose, item: Loose): void {
    const mask = textOf(own(card, 'netmask')) ?? textOf(own(card, 'subnet'));
    if (address === undefined || mask === undefined || !isIpv4(address) || !isIpv4(mask)) return;
    const bits = mask
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('')
      .replaceAll('0', '').length;
    const known = this.found.networks.some(
      ({ cidr }) =>
        cidr.endsWith(`/${bits}`) && baseOf(cidr.split('/')[0]!, mask) === baseOf(address, mask),
    );
    if (known) return;
    const gateway = textOf(own(card, 'if_gateway')) ?? textOf(own(item, 'gateway'));
    const inside =
      gateway !== undefined && isIpv4(gateway) && baseOf(gateway, mask) === baseOf(address, mask);
    this.found.networks.push({ origin, cidr: `${address}/${bits}`, ...(inside && { gateway }) });
  }
}

function baseOf(address: string, mask: string): string {
  const masks = mask.split('.');
  return address
    .split('.')
    .map((part, index) => Number(part) & Number(masks[index]))
    .join('.');
}

export const cobbler: Importer = {
  id: 'cobbler',
  title: 'Cobbler',
  takes:
    '/var/lib/cobbler/collections (before 2.8: /var/lib/cobbler/config), with distros, profiles and systems',
  source: 'https://github.com/cobbler/cobbler/tree/v3.3.4/cobbler/items',
  files: /\.json$/,
  read(files) {
    const store: Store = { distro: [], profile: [], system: [] };
    const broken = new Findings();
    for (const file of files) {
      const kind = KIND.exec(file.path)?.[1] as keyof Store | undefined;
      const origin = { file: file.path, line: 1 };
      const item = kind === undefined ? undefined : jsonOf(file, broken);
      const name = isLoose(item) ? textOf(item['name']) : undefined;
      if (kind === undefined)
        broken.leftOut(origin, file.path, 'only distros, profiles and systems are taken over');
      else if (!isLoose(item) || name === undefined)
        broken.leftOut(origin, file.path, `it is no ${kind} of Cobbler`);
      else store[kind].push({ origin, name, item });
    }
    const found = new Reader(store).read();
    found.notes.push(...broken.notes);
    return found;
  },
};
