import {
  addressNumber,
  addressText,
  isHostAddress,
  subnetOf,
  type Subnet,
} from '../inventory/address.ts';
import { readInventory } from '../inventory/read.ts';
import {
  collections,
  normaliseMac,
  type CollectionName,
  type Firmware,
} from '../inventory/schema.ts';
import type { Problem } from '../inventory/problem.ts';
import { idFrom, interfaceFrom, labelFrom } from './names.ts';
import {
  isIpv4,
  withoutPrefix,
  type Findings,
  type FoundHost,
  type FoundImage,
  type FoundInterface,
  type FoundNetwork,
  type FoundProfile,
  type Note,
  type Origin,
} from './records.ts';
import { commentText, isEntries, isItems, yamlText, type Entry, type Value } from './yaml-text.ts';

/** What the caller decides where a source does not say. */
export interface DraftOptions {
  readonly title: string;
  /** Id of the site. */
  readonly site: string;
  readonly domain?: string | undefined;
  readonly firmware: Firmware;
  /** Networks that the caller knows, besides those of the source. */
  readonly networks: readonly { readonly id: string; readonly cidr: string }[];
}

/** An object of the inventory that came out of the source. */
export interface Taken {
  readonly collection: CollectionName;
  readonly id: string;
  readonly origin: Origin;
}

/** A value that no source gave, and why it is what it is. */
export interface Assumed {
  /** `networks.prod.dhcp.mode` */
  readonly path: string;
  readonly value: string;
  readonly why: string;
}

export interface Draft {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly taken: readonly Taken[];
  readonly notes: readonly Note[];
  readonly assumed: readonly Assumed[];
  /** What the inventory itself says of the files. */
  readonly problems: readonly Problem[];
}

/** Inventory files out of what was found in a source. Same findings, same bytes. */
export function draft(found: Findings, options: DraftOptions): Draft {
  return new Drafter(found, options).draft();
}

interface DraftNetwork {
  readonly id: string;
  readonly cidr: string;
  readonly subnet: Subnet;
  readonly found: FoundNetwork | undefined;
  readonly why: string | undefined;
}

interface Written {
  readonly id: string;
  readonly entries: readonly Entry[];
  readonly above: readonly string[];
}

/** An interface with a MAC that nobody else has. */
interface Usable extends FoundInterface {
  readonly mac: string;
  readonly network: DraftNetwork;
  /** Whether nothing tells the network. */
  readonly guessed: boolean;
}

const SERVER = 'boot1';
const MOST_COMMENTS = 200;

class Drafter {
  private readonly found: Findings;
  private readonly options: DraftOptions;
  private readonly networks: DraftNetwork[] = [];
  /** Objects in the order in which they are written. */
  private readonly written = new Map<CollectionName, Written[]>();
  private readonly ids = new Map<CollectionName, Set<string>>();
  private readonly taken: Taken[] = [];
  private readonly assumed: Assumed[] = [];
  /** Who has an address or a MAC already. */
  private readonly addresses = new Map<string, string>();
  private readonly macs = new Map<string, string>();
  /** Networks that the boot server has an address in. */
  private readonly attached = new Map<DraftNetwork, string>();
  private readonly models = new Map<string, string>();
  private readonly modelFirmware = new Map<string, Firmware>();
  private readonly images = new Map<string, string>();
  private readonly profiles = new Map<string, string>();

  constructor(found: Findings, options: DraftOptions) {
    this.found = found;
    this.options = options;
  }

  draft(): Draft {
    this.claim('servers', SERVER);
    this.claim('hosts', SERVER);
    this.findNetworks();
    for (const profile of this.found.profiles) this.profile(profile);
    for (const model of this.found.models) this.model(model);
    for (const { found } of this.networks)
      if (found?.gateway !== undefined) this.addresses.set(found.gateway, 'the gateway');
    const servers = this.serverAddresses();
    for (const host of this.found.hosts) this.host(host);
    this.attach(servers);
    this.network();
    this.server(servers);
    this.site();
    const files = this.files();
    const { problems } = readInventory(files);
    const { taken, assumed } = this;
    return { files, taken: inOrder(taken), assumed, notes: inOrder(this.found.notes), problems };
  }

  private claim(collection: CollectionName, wanted: string): string {
    const known = this.ids.get(collection) ?? new Set();
    this.ids.set(collection, known);
    let id = wanted;
    for (let count = 2; known.has(id); count++) {
      const end = `-${count}`;
      id = wanted.slice(0, 63 - end.length).replace(/-+$/, '') + end;
    }
    known.add(id);
    return id;
  }

  private assume(path: string, value: string, why: string): string {
    this.assumed.push({ path, value, why });
    return `assumed: ${why}`;
  }

  /** Writes an object down, without the values that its schema refuses. Returns whether it could be written at all. */
  private put(
    collection: CollectionName,
    id: string,
    entries: readonly Entry[],
    origin: Origin | undefined,
    above: readonly string[] = [],
  ): boolean {
    const fit = this.fitting(collection, id, entries, origin);
    if (fit === undefined) return false;
    const all = this.written.get(collection) ?? [];
    this.written.set(collection, all);
    all.push({ id, entries: fit, above });
    if (origin !== undefined) this.taken.push({ collection, id, origin });
    return true;
  }

  private fitting(
    collection: CollectionName,
    id: string,
    entries: readonly Entry[],
    origin: Origin | undefined,
  ): readonly Entry[] | undefined {
    let rest = entries;
    for (;;) {
      const result = collections[collection].safeParse(plain(rest));
      if (result.success) return rest;
      const [issue] = result.error.issues;
      const without = removed(rest, issue!.path.map(String));
      if (origin !== undefined)
        this.found.leftOut(
          origin,
          `${issue!.path.join('.')} of ${id}: ${shown(rest, issue!.path.map(String))}`,
          `the inventory wants ${issue!.message}`,
        );
      if (without === undefined) return undefined;
      rest = without;
    }
  }

  /** The networks of the caller, those of the source, and for addresses that lie in none of them one of 24 bits each. */
  private findNetworks(): void {
    for (const { id, cidr } of this.options.networks)
      this.addNetwork(id, cidr, undefined, undefined);
    for (const found of this.found.networks) {
      const [base = '', bits = ''] = found.cidr.split('/');
      if (!isIpv4(base) || !/^(?:[89]|[12][0-9]|30)$/.test(bits)) {
        this.found.leftOut(
          found.origin,
          found.cidr,
          'a network has an IPv4 prefix of 8 to 30 bits',
        );
        continue;
      }
      const { network } = subnetOf(`${base}/${bits}`);
      const name = idFrom(found.name ?? '') ?? `net-${network.replaceAll('.', '-')}`;
      this.addNetwork(name, `${network}/${bits}`, found, found.assumed);
    }
    for (const { interfaces } of this.found.hosts)
      for (const { address, origin } of interfaces) this.networkFor(address, origin);
    if (this.networks.length === 0)
      this.addNetwork(
        'net-192-0-2-0',
        '192.0.2.0/24',
        undefined,
        'the source has no network and no address; this one is reserved for examples',
      );
  }

  private networkFor(text: string | undefined, origin: Origin): void {
    const address = withoutPrefix(text ?? '');
    if (!isIpv4(address) || this.networkOf(address) !== undefined) return;
    if (/^(?:0|127|22[4-9]|2[3-5][0-9])\./.test(address)) return;
    const { network } = subnetOf(`${address}/24`);
    const why = `no network of the source holds ${address} (${place(origin)}), so one of 24 bits`;
    this.addNetwork(`net-${network.replaceAll('.', '-')}`, `${network}/24`, undefined, why);
  }

  private addNetwork(
    name: string,
    cidr: string,
    found: FoundNetwork | undefined,
    why: string | undefined,
  ): void {
    const subnet = subnetOf(cidr);
    const other = this.networks.find(
      (each) => each.subnet.first <= subnet.last && subnet.first <= each.subnet.last,
    );
    if (other !== undefined) {
      if (found !== undefined)
        this.found.leftOut(
          found.origin,
          `network ${cidr}`,
          `it shares addresses with ${other.id} (${other.cidr})`,
        );
      return;
    }
    const id = this.claim('networks', name);
    if (found?.name !== undefined && found.name !== id)
      this.found.changed(found.origin, `network ${found.name}`, `its id is ${id}`);
    this.networks.push({ id, cidr, subnet, found, why });
  }

  private networkOf(address: string): DraftNetwork | undefined {
    const value = addressNumber(address);
    return this.networks.find(({ subnet }) => subnet.first <= value && value <= subnet.last);
  }

  /** The address of the boot server in each network, as far as the source tells one. */
  private serverAddresses(): Map<DraftNetwork, string> {
    const known = new Map<DraftNetwork, string>();
    for (const { address, origin } of this.found.servers) {
      const network = isIpv4(address) ? this.networkOf(address) : undefined;
      if (
        network === undefined ||
        !isHostAddress(network.subnet, address) ||
        this.addresses.has(address)
      ) {
        if (![...known.values()].includes(address))
          this.found.leftOut(
            origin,
            `boot server ${address}`,
            'it lies in no network of the source',
          );
      } else if (!known.has(network)) {
        known.set(network, address);
        this.addresses.set(address, `boot server ${SERVER}`);
        this.taken.push({ collection: 'servers', id: SERVER, origin });
      } else if (known.get(network) !== address)
        this.found.leftOut(
          origin,
          `boot server ${address}`,
          `${SERVER} has ${known.get(network)!} in ${network.id} already`,
        );
    }
    return known;
  }

  /** The id of an image, which is written when the first profile names it; undefined, with a note, if it cannot be. */
  private image(image: FoundImage): string | undefined {
    const known = this.images.get(image.key);
    if (known !== undefined) return known;
    const id = this.claim('images', idFrom(image.key) ?? 'image');
    const architecture = architectureOf(image.architecture);
    if (architecture === undefined) {
      this.found.leftOut(
        image.origin,
        `distro ${image.key}`,
        `its architecture ${image.architecture ?? '(none)'} is neither amd64 nor arm64`,
      );
      return undefined;
    }
    const copy = (path: string): string => `images/${id}/${fileName(path)}`;
    const fine = this.put(
      'images',
      id,
      [
        { key: 'architecture', value: architecture },
        { key: 'kernel', value: [{ key: 'path', value: copy(image.kernel) }], flow: true },
        ...(image.initrds.length === 0
          ? []
          : [
              {
                key: 'initrds',
                value: { items: image.initrds.map((path) => [{ key: 'path', value: copy(path) }]) },
              },
            ]),
      ],
      image.origin,
      [
        `From ${place(image.origin)}. Copy the files into this repo:`,
        ...[image.kernel, ...image.initrds].map((path) => `  ${path} to ${copy(path)}`),
      ],
    );
    if (!fine) return undefined;
    this.images.set(image.key, id);
    return id;
  }

  private profile(found: FoundProfile): void {
    const imageId = this.image(found.image);
    if (imageId === undefined) {
      this.found.leftOut(
        found.origin,
        `profile ${found.key}`,
        `its distro ${found.image.key} was left out`,
      );
      return;
    }
    const id = this.claim('profiles', idFrom(found.key) ?? 'profile');
    if (id !== found.key)
      this.found.changed(found.origin, `profile ${found.key}`, `its id is ${id}`);
    const destructive = found.kind === 'installer';
    const why = destructive
      ? this.assume(
          `profiles.${id}.destructive`,
          'true',
          'an installer may erase disks, so it counts only while a host is armed',
        )
      : undefined;
    this.put(
      'profiles',
      id,
      [
        { key: 'label', value: labelFrom(found.label) ?? id },
        { key: 'kind', value: found.kind },
        { key: 'image', value: imageId },
        ...(destructive ? [{ key: 'destructive', value: true, behind: why }] : []),
        ...this.argumentsEntry(found.args, found.origin),
      ],
      found.origin,
      [`From ${place(found.origin)}.`],
    );
    this.profiles.set(found.key, id);
  }

  private argumentsEntry(args: readonly string[], origin: Origin): Entry[] {
    const fit = args.filter((each) => {
      const fine = /^[^\s\p{Cc}\u2028\u2029](?:[^\p{Cc}\u2028\u2029]*\S)?$/u.test(each);
      if (!fine)
        this.found.leftOut(
          origin,
          `kernel argument ${each}`,
          'an argument stands on one line, without white space at its ends',
        );
      return fine;
    });
    return fit.length === 0 ? [] : [{ key: 'args', value: fit }];
  }

  private model({
    key,
    vendor,
    name,
    architecture,
    firmware,
    origin,
  }: Findings['models'][number]): void {
    const id = this.claim('models', idFrom(key) ?? 'model');
    const path = `models.${id}`;
    const cpu = architectureOf(architecture);
    const entries: Entry[] = [
      { key: 'vendor', value: labelFrom(vendor ?? '') ?? 'Unknown' },
      { key: 'name', value: labelFrom(name ?? key) ?? id },
      {
        key: 'architecture',
        value: cpu ?? 'amd64',
        ...(cpu === undefined && {
          behind: this.assume(`${path}.architecture`, 'amd64', 'the source does not say'),
        }),
      },
      {
        key: 'firmware',
        value: firmware ?? this.options.firmware,
        ...(firmware === undefined && {
          behind: this.assume(`${path}.firmware`, this.options.firmware, 'the source does not say'),
        }),
      },
    ];
    if (!this.put('models', id, entries, origin, [`From ${place(origin)}.`])) return;
    this.models.set(key, id);
    this.modelFirmware.set(id, firmware ?? this.options.firmware);
  }

  /** The model of hosts of which the source tells nothing. It is written when the first of them needs it. */
  private unknownModel(firmware: Firmware): string {
    const key = `unknown ${firmware}`;
    const known = this.models.get(key);
    if (known !== undefined) return known;
    const id = this.claim('models', `unknown-${firmware}`);
    this.models.set(key, id);
    this.assume(`models.${id}`, firmware, 'the source does not say what these machines are');
    this.put(
      'models',
      id,
      [
        { key: 'vendor', value: 'Unknown' },
        { key: 'name', value: `Unknown machine (${firmware})` },
        { key: 'architecture', value: 'amd64' },
        { key: 'firmware', value: firmware },
      ],
      undefined,
      [
        'assumed: the source does not say what these machines are. Look at one of each kind, add its model,',
        'and name it at its hosts.',
      ],
    );
    return id;
  }

  private host(found: FoundHost): void {
    const { origin, name } = found;
    const usable = found.interfaces.flatMap((each) => this.usable(found, each) ?? []);
    if (usable.length === 0) {
      this.found.leftOut(
        origin,
        `host ${name ?? '(no name)'}`,
        'it has no interface with a MAC of its own',
      );
      return;
    }
    const wanted = idFrom(name ?? '') ?? `host-${usable[0]!.mac.replaceAll(':', '')}`;
    const id = this.claim('hosts', wanted);
    if (name !== undefined && name !== id)
      this.found.changed(origin, `host ${name}`, `its id is ${id}`);
    else if (name === undefined)
      this.found.changed(origin, 'a host without a name', `its id is ${id}`);
    for (const { mac, address } of usable) {
      this.macs.set(mac, id);
      if (address !== undefined) this.addresses.set(address, id);
    }
    const boot = Math.max(
      0,
      usable.findIndex((each) => each.boot === true),
    );
    const firmware = (['bios', 'uefi', 'uefi-secure-boot'] as const).find(
      (each) => each === found.firmware,
    );
    const model = found.model === undefined ? undefined : this.models.get(found.model);
    const profile = found.profile === undefined ? undefined : this.profiles.get(found.profile);
    if (found.profile !== undefined && profile === undefined)
      this.found.leftOut(
        origin,
        `profile ${found.profile} of ${id}`,
        'there is no such profile; it boots its disk',
      );
    if (found.firmware !== undefined && firmware === undefined)
      this.found.leftOut(
        origin,
        `firmware ${found.firmware} of ${id}`,
        'it is bios, uefi or uefi-secure-boot',
      );
    const rack = found.rack === undefined ? undefined : labelFrom(found.rack);
    const names = new Set<string>();
    const interfaces = usable.map((each, index): Entry => {
      const key = uniqueIn(names, interfaceFrom(each.name) ?? `eno${index + 1}`);
      if (each.name !== undefined && each.name !== key)
        this.found.changed(each.origin, `interface ${each.name} of ${id}`, `it is called ${key}`);
      const value: Entry[] = [
        { key: 'mac', value: each.mac },
        { key: 'network', value: each.network.id },
        ...(each.address === undefined ? [] : [{ key: 'address', value: each.address }]),
        ...(usable.length > 1 && index === boot ? [{ key: 'boot', value: true }] : []),
      ];
      const why = each.guessed
        ? this.assume(
            `hosts.${id}.interfaces.${key}.network`,
            each.network.id,
            'the source gives no address',
          )
        : undefined;
      return { key, value, flow: true, behind: why };
    });
    this.put(
      'hosts',
      id,
      [
        { key: 'model', value: model ?? this.unknownModel(firmware ?? this.options.firmware) },
        ...(rack === undefined ? [] : [{ key: 'rack', value: rack }]),
        ...(model !== undefined &&
        firmware !== undefined &&
        firmware !== this.modelFirmware.get(model)
          ? [{ key: 'firmware', value: firmware }]
          : []),
        { key: 'interfaces', value: interfaces },
        ...(profile === undefined ? [] : [{ key: 'profile', value: profile }]),
        ...this.argumentsEntry(found.args ?? [], origin),
      ],
      origin,
      [place(origin)],
    );
  }

  private usable(host: FoundHost, found: FoundInterface): Usable | undefined {
    const { origin, name, boot } = found;
    const who = host.name ?? 'a host without a name';
    const leave = (what: string, why: string): void =>
      this.found.leftOut(origin, `${what} of ${who}`, why);
    const written = found.mac === '' ? undefined : found.mac;
    const mac = normaliseMac(written ?? '');
    if (mac === undefined) {
      if (written !== undefined || found.address !== undefined)
        leave(
          written === undefined ? `interface ${name ?? found.address!}` : `MAC ${written}`,
          'an interface has a MAC address of six bytes',
        );
      return undefined;
    }
    const owner = this.macs.get(mac);
    if (owner !== undefined) {
      leave(`MAC ${mac}`, `${owner} has it already`);
      return undefined;
    }
    this.macs.set(mac, who);
    if (found.address6 !== undefined)
      leave(
        `address ${found.address6}`,
        'IPv6 addresses need `cidr6` at the network; add both by hand',
      );
    let address = found.address === undefined ? undefined : withoutPrefix(found.address);
    let network = address !== undefined && isIpv4(address) ? this.networkOf(address) : undefined;
    if (address !== undefined) {
      const taken = this.addresses.get(address);
      const why =
        network === undefined || !isHostAddress(network.subnet, address)
          ? 'it is not an address for a machine'
          : taken !== undefined
            ? `${taken} has it already`
            : undefined;
      if (why !== undefined) {
        leave(`address ${address}`, why);
        address = undefined;
      } else this.addresses.set(address, who);
    }
    const guessed = network === undefined;
    network ??= this.networks[0]!;
    return { origin, name, mac, address, network, guessed, boot };
  }

  private network(): void {
    for (const network of this.networks) {
      const { id, cidr, subnet, found, why } = network;
      const mode = this.attached.has(network) ? modeOf(network) : undefined;
      const path = `networks.${id}`;
      const range = found === undefined ? undefined : this.range(network, found);
      const inside =
        found?.gateway !== undefined &&
        isIpv4(found.gateway) &&
        isHostAddress(subnet, found.gateway);
      if (found?.gateway !== undefined && !inside)
        this.found.leftOut(
          found.origin,
          `gateway ${found.gateway} of ${id}`,
          'it is not an address of this network',
        );
      const dhcp: Entry[] = [
        {
          key: 'mode',
          value: mode ?? 'external',
          ...(mode === undefined && {
            behind: this.assume(
              `${path}.dhcp.mode`,
              'external',
              'the source does not tell who answers DHCP here; external answers nobody',
            ),
          }),
        },
        ...(range === undefined ? [] : [{ key: 'range', value: range, flow: true }]),
        ...(found?.lease === undefined ? [] : [{ key: 'lease', value: found.lease }]),
      ];
      this.put(
        'networks',
        id,
        [
          { key: 'site', value: this.options.site },
          {
            key: 'cidr',
            value: cidr,
            ...(why !== undefined && { behind: this.assume(`${path}.cidr`, cidr, why) }),
          },
          ...(found?.vlan === undefined ? [] : [{ key: 'vlan', value: found.vlan }]),
          ...(inside ? [{ key: 'gateway', value: found.gateway }] : []),
          { key: 'server', value: SERVER },
          { key: 'dhcp', value: dhcp },
        ],
        found?.origin,
        found === undefined ? [] : [place(found.origin)],
      );
    }
  }

  /**
   * The longest part of a range that no host, gateway or boot server has an address in. dnsmasq and dhcpd allow
   * reservations inside of a range, the inventory does not.
   */
  private range(
    { id, subnet }: DraftNetwork,
    { range, origin }: FoundNetwork,
  ): Entry[] | undefined {
    if (range === undefined) return undefined;
    const said = `range ${range.from} to ${range.to} of ${id}`;
    if (
      !isIpv4(range.from) ||
      !isIpv4(range.to) ||
      !isHostAddress(subnet, range.from) ||
      !isHostAddress(subnet, range.to) ||
      addressNumber(range.from) > addressNumber(range.to)
    ) {
      this.found.leftOut(origin, said, `it is no range inside ${subnet.network}/${subnet.prefix}`);
      return undefined;
    }
    const [from, to] = [addressNumber(range.from), addressNumber(range.to)];
    const fixed = [...this.addresses.keys()]
      .filter(isIpv4)
      .map(addressNumber)
      .filter((each) => each >= from && each <= to)
      .sort((a, b) => a - b);
    let best = { from: 0, to: -1 };
    let start = from;
    for (const stop of [...fixed, to + 1]) {
      if (stop - start > best.to - best.from + 1) best = { from: start, to: stop - 1 };
      start = stop + 1;
    }
    if (best.to < best.from) {
      this.found.leftOut(origin, said, 'every address in it belongs to a machine');
      return undefined;
    }
    const ends = { from: addressText(best.from), to: addressText(best.to) };
    if (best.from !== from || best.to !== to)
      this.found.changed(
        origin,
        said,
        `addresses of machines lie in it, so it is ${ends.from} to ${ends.to}`,
      );
    return [
      { key: 'from', value: ends.from },
      { key: 'to', value: ends.to },
    ];
  }

  /**
   * Gives the boot server an address in each network whose DHCP it answers, and in one at least. Where a network has none
   * left, its DHCP stays somebody else's.
   */
  private attach(servers: ReadonlyMap<DraftNetwork, string>): void {
    for (const [network, address] of servers) this.attached.set(network, address);
    const wanted = this.networks.filter((each) => modeOf(each) !== undefined);
    for (const network of wanted) this.attachTo(network);
    for (const network of this.networks) if (this.attached.size === 0) this.attachTo(network);
    for (const cidr of ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'])
      if (this.attached.size === 0) {
        const why = 'the boot server needs one, and no other has a free address';
        this.addNetwork(`net-${cidr.split('/')[0]!.replaceAll('.', '-')}`, cidr, undefined, why);
        this.attachTo(this.networks.at(-1)!);
      }
  }

  private attachTo(network: DraftNetwork): void {
    if (this.attached.has(network)) return;
    const address = this.freeAddress(network);
    if (address === undefined) return;
    this.attached.set(network, address);
    this.addresses.set(address, `boot server ${SERVER}`);
  }

  private server(known: ReadonlyMap<DraftNetwork, string>): void {
    const interfaces = [...this.attached].map(([network, address], index): Entry => {
      const key = `eno${index + 1}`;
      const path = `servers.${SERVER}.interfaces.${key}.address`;
      const why = 'a free address; the source does not tell the one of the boot server';
      return {
        key,
        flow: true,
        value: [
          { key: 'network', value: network.id },
          { key: 'address', value: address },
        ],
        ...(!known.has(network) && { behind: this.assume(path, address, why) }),
      };
    });
    this.put(
      'servers',
      SERVER,
      [
        { key: 'site', value: this.options.site },
        { key: 'interfaces', value: interfaces },
      ],
      undefined,
      [
        'The name of the server and of its interfaces is assumed. A network behind a relay needs `relay` in its `dhcp`',
        'instead of an interface here.',
      ],
    );
  }

  /** The lowest address of a network that nobody has, outside of its range if there is one. */
  private freeAddress({ subnet, found }: DraftNetwork): string | undefined {
    const range = found?.range;
    const valid = range !== undefined && isIpv4(range.from) && isIpv4(range.to);
    const ends = valid ? [addressNumber(range.from), addressNumber(range.to)] : [0, -1];
    for (const [from, to] of [ends, [0, -1]] as const)
      for (let value = subnet.first + 2; value < subnet.last; value++) {
        if (value >= from && value <= to) value = to!;
        else if (!this.addresses.has(addressText(value))) return addressText(value);
      }
    return undefined;
  }

  private site(): void {
    const { found, options } = this;
    const id = options.site;
    const given = (options.domain ?? found.domain)?.toLowerCase().replace(/\.$/, '');
    const fine = given !== undefined && collections.sites.shape.domain.safeParse(given).success;
    if (given !== undefined && !fine)
      this.found.leftOut({ file: 'domain', line: 1 }, given, 'it is no DNS domain');
    const domain = fine ? given : 'example.net';
    const addresses = (list: readonly string[]): string[] => [...new Set(list.filter(isIpv4))];
    const entries: Entry[] = [
      { key: 'name', value: labelFrom(found.siteName ?? id) ?? id },
      {
        key: 'domain',
        value: domain,
        ...(!fine && {
          behind: this.assume(`sites.${id}.domain`, domain, 'the source names no domain'),
        }),
      },
      ...(addresses(found.dns).length > 0 ? [{ key: 'dns', value: addresses(found.dns) }] : []),
      ...(addresses(found.ntp).length > 0 ? [{ key: 'ntp', value: addresses(found.ntp) }] : []),
    ];
    this.put('sites', id, entries, undefined);
  }

  private files(): { path: string; text: string }[] {
    const order: readonly (readonly [path: string, CollectionName])[] = [
      ['site.yaml', 'sites'],
      ['networks.yaml', 'networks'],
      ['servers.yaml', 'servers'],
      ['models.yaml', 'models'],
      ['images.yaml', 'images'],
      ['profiles.yaml', 'profiles'],
      ['hosts.yaml', 'hosts'],
    ];
    return order.flatMap(([path, collection]) => {
      const members = this.written.get(collection) ?? [];
      if (members.length === 0) return [];
      const top: Entry = {
        key: collection,
        value: members.map(({ id, entries, above }): Entry => ({ key: id, value: entries, above })),
      };
      const head = commentText([
        `Imported from ${this.options.title}. What no source gave is marked with 'assumed'.`,
      ]);
      const notes = collection === 'sites' ? commentText(this.noteLines()) : '';
      return [{ path, text: head + notes + yamlText([top]) }];
    });
  }

  private noteLines(): string[] {
    const notes = inOrder(this.found.notes);
    if (notes.length === 0) return [];
    const shownNotes = notes.slice(0, MOST_COMMENTS);
    const more = notes.length - shownNotes.length;
    return [
      '',
      'Not taken over as it stood:',
      ...shownNotes.map(
        ({ verdict, origin, what, why }) =>
          `  ${place(origin)} ${verdict === 'changed' ? 'changed' : 'left out'}: ${what} (${why})`,
      ),
      ...(more > 0 ? [`  and ${more} more; the report has them all`] : []),
      '',
    ];
  }
}

/** As one reads the sources: by file and line. */
function inOrder<T extends { readonly origin: Origin }>(items: readonly T[]): T[] {
  return items.toSorted(
    ({ origin: a }, { origin: b }) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line,
  );
}

/** `etc/dnsmasq.conf:12` */
export function place({ file, line }: Origin): string {
  return `${file}:${line}`;
}

/** Who answers DHCP, as far as the source tells. */
function modeOf({ found }: DraftNetwork): FoundNetwork['mode'] {
  return found?.mode;
}

function fileName(path: string): string {
  const name = path
    .split('/')
    .at(-1)!
    .replaceAll(/[^A-Za-z0-9_+.@-]/g, '-');
  return name === '' || /^\.+$/.test(name) ? 'file' : name;
}

/** Names of architectures, as Debian, the kernel and Cobbler write them. */
function architectureOf(text: string | undefined): 'amd64' | 'arm64' | undefined {
  if (/^(?:amd64|x86_64|x86-64|x64)$/i.test(text ?? '')) return 'amd64';
  if (/^(?:arm64|aarch64)$/i.test(text ?? '')) return 'arm64';
  return undefined;
}

function uniqueIn(names: Set<string>, wanted: string): string {
  let name = wanted;
  for (let count = 2; names.has(name); count++) name = `${wanted.slice(0, 12)}.${count}`;
  names.add(name);
  return name;
}

/** Entries as the plain value that reading the YAML gives. */
function plain(value: Value): unknown {
  if (isItems(value)) return value.items.map(plain);
  if (isEntries(value))
    return Object.fromEntries(value.map((each) => [each.key, plain(each.value)]));
  return value;
}

/** Entries without the one at a path, or undefined where there is none: then the whole cannot be written. */
function removed(
  entries: readonly Entry[],
  [key, ...rest]: readonly string[],
): Entry[] | undefined {
  const at = entries.findIndex((each) => each.key === key);
  if (at < 0) return undefined;
  const { value } = entries[at]!;
  const inner =
    rest.length > 0 && !isItems(value) && isEntries(value) ? removed(value, rest) : undefined;
  return entries.flatMap((each, index) =>
    index !== at ? [each] : inner === undefined ? [] : [{ ...each, value: inner }],
  );
}

function shown(entries: readonly Entry[], path: readonly string[]): string {
  let value: unknown = plain(entries);
  for (const key of path)
    value =
      typeof value === 'object' && value !== null
        ? (value as Record<string, unknown>)[key]
        : undefined;
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
