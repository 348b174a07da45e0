import {
  addressNumber,
  addressText,
  block6,
  BLOCK6,
  isHostAddress,
  isHostAddress6,
  networkOf6,
  subnetOf,
} from './address.ts';
import type { Path } from './lines.ts';
import {
  definer,
  type Entity,
  type Host,
  type Image,
  type Inventory,
  type Network,
  type Profile,
  type Server,
} from './inventory.ts';
import { problemAt, shownValue, type Problem, type ProblemText } from './problem.ts';
import { nearest } from '../nearest.ts';
import type { InstallData, LayoutData } from './install-schema.ts';
import { recipes, type RecipeText } from './recipes.ts';
import type { CollectionName, Source } from './schema.ts';

/** Every id that somebody wrote, of valid objects and of broken ones: a broken object is reported once, not at each reference to it. */
export class Declared {
  private readonly ids = new Map<CollectionName, Set<string>>();
  /** Whether something could not be read at all, so that an id that is not here may well be there. */
  incomplete = false;

  add(collection: CollectionName, id: string): void {
    const known = this.ids.get(collection);
    if (known === undefined) this.ids.set(collection, new Set([id]));
    else known.add(id);
  }

  /** Whether the id exists, or may exist. */
  has(collection: CollectionName, id: string): boolean {
    return this.incomplete || (this.ids.get(collection)?.has(id) ?? false);
  }

  all(collection: CollectionName): Iterable<string> {
    return this.ids.get(collection) ?? [];
  }
}

/** The rules that concern several objects: references, addresses, names. What concerns boot routes stands in plan/check.ts. */
export function checkInventory(inventory: Inventory, declared: Declared): Problem[] {
  return new Checker(inventory, declared).run();
}

class Checker {
  private readonly problems: Problem[] = [];
  private readonly inventory: Inventory;
  private readonly declared: Declared;
  /** Who has an address, a MAC, a name already. */
  private readonly addresses = new Map<string, string>();
  private readonly macs = new Map<string, string>();
  private readonly names = new Map<string, string>();

  constructor(inventory: Inventory, declared: Declared) {
    this.inventory = inventory;
    this.declared = declared;
  }

  run(): Problem[] {
    for (const site of this.inventory.sites.values()) {
      for (const [index, id] of site.menu.profiles.entries())
        this.reference(site, ['menu', 'profiles', index], 'profiles', id);
      this.settings(site, ['defaults'], site.defaults);
    }
    for (const network of this.inventory.networks.values()) this.network(network);
    this.overlaps();
    for (const server of this.inventory.servers.values()) this.server(server);
    for (const model of this.inventory.models.values()) this.settings(model, [], model);
    for (const profile of this.inventory.profiles.values()) this.profile(profile);
    for (const image of this.inventory.images.values()) this.image(image);
    for (const host of this.inventory.hosts.values()) this.host(host);
    return this.problems;
  }

  private report(
    entity: Entity,
    path: Path,
    text: ProblemText,
    part: 'key' | 'value' = 'value',
  ): void {
    const where = definer(entity.where, path);
    this.problems.push(problemAt(where.file, [...where.path, ...path], part, text));
  }

  private reference(entity: Entity, path: Path, collection: CollectionName, id: string): boolean {
    if (this.declared.has(collection, id)) return this.inventory[collection].has(id);
    const where = definer(entity.where, path);
    const from: Entity = { id: entity.id, where };
    this.problems.push(
      unknownReference(from, path, collection.slice(0, -1), id, this.declared.all(collection)),
    );
    return false;
  }

  private settings(
    entity: Entity,
    path: Path,
    { profile }: { readonly profile?: string | undefined },
  ): void {
    if (profile !== undefined) this.reference(entity, [...path, 'profile'], 'profiles', profile);
  }

  private network(network: Network): void {
    this.reference(network, ['site'], 'sites', network.site);
    this.settings(network, ['defaults'], network.defaults);
    const subnet = subnetOf(network.cidr);
    const [base] = network.cidr.split('/');
    if (base !== subnet.network) {
      this.report(network, ['cidr'], {
        code: 'not-a-network',
        message: `${network.cidr} is an address inside a network, not the network.`,
        expected: `${subnet.network}/${subnet.prefix}`,
        received: network.cidr,
        advice: `Write ${subnet.network}/${subnet.prefix}.`,
      });
    }
    if (network.gateway !== undefined) {
      this.inside(network, ['gateway'], network, network.gateway);
      this.claim(
        this.addresses,
        network,
        ['gateway'],
        network.gateway,
        `the gateway of ${network.id}`,
        'address',
      );
    }
    const { dhcp } = network;
    if (dhcp.relay !== undefined) this.inside(network, ['dhcp', 'relay'], network, dhcp.relay);
    if (dhcp.range !== undefined) {
      const inside = (['from', 'to'] as const).map((end) =>
        this.inside(network, ['dhcp', 'range', end], network, dhcp.range![end]),
      );
      if (inside.every(Boolean) && addressNumber(dhcp.range.from) > addressNumber(dhcp.range.to)) {
        this.report(network, ['dhcp', 'range', 'to'], {
          code: 'range-backwards',
          message: 'This range ends before it starts.',
          expected: `an address from ${dhcp.range.from} on`,
          received: dhcp.range.to,
          advice: 'Swap `from` and `to`.',
        });
      }
      if (dhcp.mode !== 'authoritative') {
        this.report(
          network,
          ['dhcp', 'range'],
          {
            code: 'range-not-ours',
            message: `In mode ${dhcp.mode} another server gives the addresses; this range is only written into its snippet.`,
            advice:
              'Keep it if it describes that server; remove it if you expect our server to use it.',
          },
          'key',
        );
      }
    }
    if (!this.reference(network, ['server'], 'servers', network.server)) return;
    const server = this.inventory.servers.get(network.server)!;
    this.prefix(network, server);
    const attached = Object.values(server.interfaces).some((each) => each.network === network.id);
    if (attached && dhcp.relay !== undefined) {
      this.report(network, ['dhcp', 'relay'], {
        code: 'relay-not-needed',
        message: `${server.id} has an interface on ${network.id}, so it hears the clients itself.`,
        expected: 'no relay, or a server that is not attached',
        received: dhcp.relay,
        advice: 'Remove `relay`, or take the interface away from the server.',
      });
    }
    if (!attached && dhcp.relay === undefined && dhcp.mode !== 'external') {
      this.report(network, ['server'], {
        code: 'server-not-attached',
        message: `${server.id} has no interface on ${network.id}, and no relay brings it the clients' DHCP requests.`,
        expected: `an interface of ${server.id} with network: ${network.id}, or dhcp.relay`,
        received: server.id,
        advice: 'Add the interface to the server, or the address of the relay to the network.',
      });
    }
    if (!attached && dhcp.mode === 'proxy') {
      this.report(network, ['dhcp', 'mode'], {
        code: 'proxy-needs-attachment',
        message:
          'proxyDHCP answers broadcasts on the wire itself; it does not work through a relay that knows one server only.',
        expected: `an interface of ${server.id} on ${network.id}`,
        received: 'proxy',
        advice:
          'Attach the server to this network, or use mode external with a snippet for the other server.',
      });
    }
  }

  /** What a network needs so that our server can look after its IPv6 prefix. */
  private prefix(network: Network, server: Server): void {
    if (network.cidr6 === undefined) return;
    const whole = networkOf6(network.cidr6);
    if (whole !== network.cidr6)
      this.report(network, ['cidr6'], {
        code: 'not-a-network',
        message: `${network.cidr6} is an address inside a prefix, not the prefix.`,
        expected: whole,
        received: network.cidr6,
        advice: `Write ${whole}.`,
      });
    this.claim(
      this.addresses,
      network,
      ['cidr6'],
      network.cidr6,
      `network ${network.id}`,
      'prefix',
    );
    if (network.dhcp.mode !== 'authoritative')
      this.report(network, ['cidr6'], {
        code: 'prefix-not-ours',
        message: `In mode ${network.dhcp.mode} our server gives no addresses, so it cannot look after an IPv6 prefix.`,
        expected: 'mode: authoritative, or no cidr6',
        received: network.cidr6,
        advice: 'Remove `cidr6` and the `address6` of the hosts, or change the mode.',
      });
    const attached = Object.entries(server.interfaces).find(
      ([, each]) => each.network === network.id,
    );
    if (attached === undefined)
      this.report(network, ['cidr6'], {
        code: 'prefix-needs-attachment',
        message: `${server.id} has no interface on ${network.id}; router advertisements do not pass a router.`,
        expected: `an interface of ${server.id} on ${network.id}, or no cidr6`,
        received: network.cidr6,
        advice: 'Attach the server to this network, or remove `cidr6`.',
      });
    else if (attached[1].address6 === undefined)
      this.report(server, ['interfaces', attached[0]], {
        code: 'no-address6',
        message: `${network.id} has the prefix ${network.cidr6}, but ${server.id} has no IPv6 address in it.`,
        expected: `address6: with an address in ${network.cidr6}`,
        received: 'no address6',
        advice: `Add \`address6:\` to ${attached[0]} of ${server.id}, or remove \`cidr6\`.`,
      });
  }

  /** Networks that share addresses: a relayed request could be answered out of either. */
  private overlaps(): void {
    const all = [...this.inventory.networks.values()].map((network) => ({
      network,
      subnet: subnetOf(network.cidr),
    }));
    all.sort((a, b) => a.subnet.first - b.subnet.first);
    for (const [index, { network, subnet }] of all.entries()) {
      const next = all[index + 1];
      if (next === undefined || next.subnet.first > subnet.last) continue;
      this.report(next.network, ['cidr'], {
        code: 'networks-overlap',
        message: `${next.network.id} shares addresses with ${network.id} (${network.cidr}).`,
        expected: 'networks with no address in common',
        received: next.network.cidr,
        advice: 'Correct the prefix length or the address of one of them.',
      });
    }
  }

  private server(server: Server): void {
    this.reference(server, ['site'], 'sites', server.site);
    this.claim(this.names, server, [], server.id, `boot server ${server.id}`, 'name');
    if (Object.keys(server.interfaces).length === 0) {
      this.report(server, ['interfaces'], {
        code: 'no-interface',
        message: `${server.id} has no interface, so no machine can reach it.`,
        expected: 'at least one interface with network and address',
        advice: 'Add the interfaces.',
      });
    }
    for (const [name, each] of Object.entries(server.interfaces)) {
      const path = ['interfaces', name];
      if (!this.reference(server, [...path, 'network'], 'networks', each.network)) continue;
      const network = this.inventory.networks.get(each.network)!;
      this.inside(server, [...path, 'address'], network, each.address);
      this.outsideRange(server, [...path, 'address'], network, each.address);
      this.claim(
        this.addresses,
        server,
        [...path, 'address'],
        each.address,
        `boot server ${server.id}`,
        'address',
      );
      if (each.address6 === undefined) continue;
      this.inside6(server, [...path, 'address6'], network, each.address6);
      this.claim(
        this.addresses,
        server,
        [...path, 'address6'],
        each.address6,
        `boot server ${server.id}`,
        'address',
      );
    }
  }

  private profile(profile: Profile): void {
    const images =
      typeof profile.image === 'string' ? { image: profile.image } : (profile.image ?? {});
    for (const [key, id] of Object.entries(images)) {
      const path = typeof profile.image === 'string' ? ['image'] : ['image', key];
      if (id === undefined || !this.reference(profile, path, 'images', id)) continue;
      const image = this.inventory.images.get(id)!;
      if (typeof profile.image !== 'string' && image.architecture !== key) {
        this.report(profile, path, {
          code: 'image-architecture',
          message: `${id} is an image for ${image.architecture}.`,
          expected: `an image for ${key}`,
          received: id,
          advice: 'Name the image of the other architecture.',
        });
      }
    }
    if (profile.kind === 'local' && profile.image !== undefined) {
      this.report(profile, ['image'], {
        code: 'local-with-image',
        message: 'A profile of kind local boots from the disk; it has no image.',
        expected: 'no image',
        received: shownValue(profile.image),
        advice: 'Remove the image, or choose another kind.',
      });
    }
    if (profile.kind !== 'local' && profile.image === undefined) {
      this.report(profile, ['kind'], {
        code: 'profile-without-image',
        message: `${profile.id} has no image to boot.`,
        expected: 'image: with an id, or one for each architecture',
        received: profile.kind,
        advice: 'Add `image:`.',
      });
    }
    if (profile.kind === 'local' && profile.destructive) {
      this.report(profile, ['destructive'], {
        code: 'local-destructive',
        message: 'Booting from the disk does not overwrite it.',
        expected: 'destructive: false',
        received: 'true',
        advice: 'Remove `destructive`.',
      });
    }
    if ((profile.kind === 'nfs-root') !== (profile.nfs !== undefined)) {
      this.report(profile, profile.nfs === undefined ? ['kind'] : ['nfs'], {
        code: 'nfs-and-kind',
        message: 'Kind nfs-root and `nfs:` belong together.',
        expected: profile.nfs === undefined ? 'nfs: with the exported path' : 'kind: nfs-root',
        received: profile.kind,
        advice: 'Add the one, or remove the other.',
      });
    }
    if ((profile.kind === 'image') !== (profile.write !== undefined)) {
      this.report(profile, profile.write === undefined ? ['kind'] : ['write'], {
        code: 'write-and-kind',
        message: 'Kind image and `write:` belong together.',
        expected: profile.write === undefined ? 'write: with file, form and disk' : 'kind: image',
        received: profile.kind,
        advice: 'Add the one, or remove the other.',
      });
    }
    if (profile.kind === 'image' && !profile.destructive) {
      this.report(profile, ['kind'], {
        code: 'image-not-destructive',
        message: 'Writing an image overwrites a disk.',
        expected: 'destructive: true',
        received: 'false',
        advice: 'Add `destructive: true`: then it counts only while a host is armed.',
      });
    }
    if (profile.write !== undefined) this.source(profile, ['write', 'file'], profile.write.file);
    if (profile.nfs?.root !== undefined) this.source(profile, ['nfs', 'root'], profile.nfs.root);
    if (profile.preseed !== undefined && profile.kind !== 'installer') {
      this.report(profile, ['preseed'], {
        code: 'preseed-and-kind',
        message: 'Only an installer reads a preseed file.',
        expected: 'kind: installer',
        received: profile.kind,
        advice: 'Remove `preseed`, or change the kind.',
      });
    }
    if (profile.userPassword !== undefined) this.secret(profile);
    if (profile.install !== undefined) this.install(profile, profile.install);
  }

  /** Whether an installation is one, and its values go together. */
  private install(profile: Profile, install: InstallData): void {
    if (profile.kind !== 'installer')
      this.report(profile, ['install'], {
        code: 'install-and-kind',
        message: 'Only an installer does an installation.',
        expected: 'kind: installer',
        received: profile.kind,
        advice: 'Remove `install`, or change the kind.',
      });
    else if (!profile.destructive)
      this.report(profile, ['install'], {
        code: 'install-not-destructive',
        message: 'An installation overwrites a disk.',
        expected: 'destructive: true',
        received: 'false',
        advice: 'Add `destructive: true`: then it counts only while a host is armed.',
      });
    if (profile.preseed !== undefined)
      this.report(profile, ['preseed'], {
        code: 'install-and-preseed',
        message: 'An installer reads one file of answers, and here are two.',
        expected: 'preseed, or install',
        received: 'both',
        advice: 'Remove the one that is not meant.',
      });
    if (install.disk !== undefined) this.disks(profile, install.disk, install.layout);
    this.layout(profile, install.layout);
    this.users(profile, install.users);
  }

  /** As many disks as the layout uses. */
  private disks(entity: Entity, disk: InstallData['disk'], { kind }: LayoutData): void {
    const given = Array.isArray(disk) ? 2 : 1;
    const wanted = kind === 'raid1' ? 2 : 1;
    if (given === wanted) return;
    this.report(entity, ['install', 'disk'], {
      code: 'install-disk',
      message: `The layout ${kind} uses ${wanted === 1 ? 'one disk' : 'two disks'}.`,
      expected: wanted === 1 ? 'one disk' : 'a list of two disks',
      received: given === 1 ? 'one disk' : 'two disks',
      advice: 'Name as many as the layout uses, or choose another layout.',
    });
  }

  private layout(entity: Entity, layout: LayoutData): void {
    const { kind, volumes, root, group, key } = layout;
    const report = (name: string, message: string, expected: string, received: string): void =>
      this.report(entity, ['install', 'layout', name], {
        code: 'install-layout',
        message,
        expected,
        received,
        advice: 'Write it so, or choose another layout.',
      });
    if ((kind === 'luks') !== (key !== undefined))
      report(
        key === undefined ? 'kind' : 'key',
        key === undefined
          ? 'An encrypted partition needs a passphrase.'
          : 'Only an encrypted partition has a passphrase.',
        key === undefined ? 'key: { secret: … }' : 'kind: luks, or no key',
        kind,
      );
    if (kind !== 'lvm' && kind !== 'luks') {
      const grouped = [
        ['volumes', volumes.length > 0],
        ['root', root !== undefined],
        ['group', group !== undefined],
      ] as const;
      for (const [name, given] of grouped)
        if (given)
          report(name, 'Only a volume group has this.', `kind: lvm or luks, or no ${name}`, kind);
    }
    const taken = new Set(['/', '/boot', '/boot/efi', '/root', '/swap']);
    for (const { mount } of volumes) {
      if (taken.has(mount))
        report(
          'volumes',
          `There is something at ${mount} already.`,
          'a mount point of its own for each volume, other than /boot, /root and /swap',
          mount,
        );
      taken.add(mount);
    }
  }

  private users(entity: Entity, users: InstallData['users']): void {
    const names = new Set<string>();
    for (const [index, { name }] of users.entries()) {
      if (names.has(name) || name === 'root')
        this.report(entity, ['install', 'users', index], {
          code: 'install-user',
          message:
            name === 'root'
              ? 'root has an account already; rootKeys says who may log in to it.'
              : `There are two users called ${name}.`,
          expected: 'a name of its own for each user',
          received: name,
          advice: 'Rename or remove this one.',
        });
      names.add(name);
    }
  }

  /** Whether a secret has a file to go into, and does not go to everybody. */
  private secret(profile: Profile): void {
    if (profile.preseed === undefined)
      this.report(profile, ['userPassword'], {
        code: 'secret-without-answers',
        message: `${profile.id} has no preseed file that the password could go into.`,
        expected: 'preseed: with the path of one',
        advice: 'Add `preseed`, or remove `userPassword`.',
      });
    if (!profile.destructive)
      this.report(profile, ['userPassword'], {
        code: 'secret-for-everybody',
        message: `${profile.id} needs no arming, so everybody could fetch the hash of this password at any time.`,
        expected: 'destructive: true',
        advice: 'Add it: the secret is then served to armed hosts only, while they are.',
      });
  }

  /** Whether a recipe gives the file that is wanted of it. */
  private source(entity: Entity, path: Path, source: Source): void {
    if (!('recipe' in source)) return;
    const { architectures, files }: RecipeText = recipes[source.recipe];
    if (!files.includes(source.file)) {
      this.report(entity, [...path, 'file'], {
        code: 'recipe-file',
        message: `The recipe ${source.recipe} gives no file of this name.`,
        expected: files.join(', '),
        received: source.file,
        advice: 'Name one of these.',
      });
    }
    if (!architectures.includes(source.architecture)) {
      this.report(entity, [...path, 'architecture'], {
        code: 'recipe-architecture',
        message: `The recipe ${source.recipe} makes nothing for this architecture.`,
        expected: architectures.join(', '),
        received: source.architecture,
        advice: 'Choose another recipe, or give the file from elsewhere.',
      });
    }
  }

  private image(image: Image): void {
    this.source(image, ['kernel'], image.kernel);
    for (const [index, initrd] of image.initrds.entries())
      this.source(image, ['initrds', index], initrd);
    if (image.signed || !image.firmware.includes('uefi-secure-boot')) return;
    if (!Object.hasOwn((image.where.lines as { of?: object }).of ?? {}, 'firmware')) return;
    this.report(image, ['firmware'], {
      code: 'unsigned-secure-boot',
      message: `${image.id} is said to start under Secure Boot, but it is not signed.`,
      expected: 'signed: true, or no uefi-secure-boot',
      received: image.firmware.join(', '),
      advice:
        'Say `signed: true` if shim accepts the kernel; otherwise take uefi-secure-boot away.',
    });
  }

  private host(host: Host): void {
    this.reference(host, ['model'], 'models', host.model);
    this.settings(host, [], host);
    this.claim(this.names, host, [], host.id, `host ${host.id}`, 'name');
    if (host.install?.layout !== undefined) this.layout(host, host.install.layout);
    if (host.install?.users !== undefined) this.users(host, host.install.users);
    const interfaces = Object.entries(host.interfaces);
    const booting = interfaces.filter(([, each]) => each.boot === true).length;
    if (
      interfaces.length === 0 ||
      (interfaces.length > 1 && booting !== 1) ||
      (interfaces.length === 1 && interfaces[0]![1].boot === false)
    ) {
      this.report(
        host,
        ['interfaces'],
        {
          code: 'boot-interface',
          message: `It is not clear which interface ${host.id} boots from.`,
          expected: 'exactly one interface with boot: true, or one interface in all',
          received: `${interfaces.length} interfaces, ${booting} with boot: true`,
          advice: 'Add `boot: true` to the one that the firmware boots from.',
        },
        'key',
      );
    }
    for (const [name, each] of interfaces) {
      const path = ['interfaces', name];
      this.claim(this.macs, host, [...path, 'mac'], each.mac, `${host.id} ${name}`, 'MAC');
      if (!this.reference(host, [...path, 'network'], 'networks', each.network)) continue;
      const network = this.inventory.networks.get(each.network)!;
      if (each.address6 !== undefined)
        this.block(host, [...path, 'address6'], network, each.address6, `${host.id} ${name}`);
      if (each.address === undefined) continue;
      this.inside(host, [...path, 'address'], network, each.address);
      this.outsideRange(host, [...path, 'address'], network, each.address);
      this.claim(
        this.addresses,
        host,
        [...path, 'address'],
        each.address,
        `${host.id} ${name}`,
        'address',
      );
    }
  }

  private inside(entity: Entity, path: Path, network: Network, address: string): boolean {
    const subnet = subnetOf(network.cidr);
    if (isHostAddress(subnet, address)) return true;
    this.report(entity, path, {
      code: 'address-outside',
      message: `${address} is not an address for a machine on network ${network.id}.`,
      expected: `${addressText(subnet.first + 1)} to ${addressText(subnet.last - 1)} (${network.cidr})`,
      received: address,
      advice: 'Correct the address, or name the network that it belongs to.',
    });
    return false;
  }

  /** The four IPv6 addresses of an interface. Servers come before hosts, so nobody else's address is in between. */
  private block(
    entity: Entity,
    path: Path,
    network: Network,
    address: string,
    owner: string,
  ): void {
    if (!this.inside6(entity, path, network, address)) return;
    const addresses = block6(address);
    if (addresses[0] !== address) {
      this.report(entity, path, {
        code: 'address6-block',
        message: `Each interface has ${BLOCK6.size} IPv6 addresses, and ${address} is not the first of such a block.`,
        expected: `${addresses[0]}, or another address whose last digit is 0, 4, 8 or c`,
        received: address,
        advice: `Write ${addresses[0]}, unless that block is another machine's.`,
      });
      return;
    }
    const taken = addresses.find((each) => this.addresses.has(each));
    for (const each of addresses)
      if (taken === undefined || each === taken)
        this.claim(this.addresses, entity, path, each, owner, 'address');
  }

  private inside6(entity: Entity, path: Path, network: Network, address: string): boolean {
    const { id, cidr6 } = network;
    if (cidr6 !== undefined && isHostAddress6(cidr6, address)) return true;
    this.report(entity, path, {
      code: 'address-outside',
      message: `${address} is not an address for a machine on network ${id}.`,
      expected:
        cidr6 === undefined ? `no address6, because ${id} has no cidr6` : `an address in ${cidr6}`,
      received: address,
      advice:
        cidr6 === undefined
          ? `Give ${id} its IPv6 prefix as \`cidr6\`, or remove the address.`
          : 'Correct the address, or name the network that it belongs to.',
    });
    return false;
  }

  private outsideRange(entity: Entity, path: Path, network: Network, address: string): void {
    const range = network.dhcp.range;
    if (range === undefined) return;
    const value = addressNumber(address);
    if (value < addressNumber(range.from) || value > addressNumber(range.to)) return;
    this.report(entity, path, {
      code: 'address-in-range',
      message: `${address} lies in the dynamic range of ${network.id}; another machine may get it first.`,
      expected: `an address outside ${range.from} to ${range.to}`,
      received: address,
      advice: 'Choose an address outside the range, or make the range smaller.',
    });
  }

  private claim(
    taken: Map<string, string>,
    entity: Entity,
    path: Path,
    value: string,
    owner: string,
    what: 'address' | 'MAC' | 'name' | 'prefix',
  ): void {
    const first = taken.get(value);
    if (first === undefined) {
      taken.set(value, owner);
      return;
    }
    this.report(
      entity,
      path,
      {
        code: `duplicate-${what.toLowerCase() as Lowercase<typeof what>}`,
        message: `The ${what} ${value} is already that of ${first}.`,
        expected: `${what === 'address' ? 'an' : 'a'} ${what} of its own`,
        received: value,
        advice: 'Correct the one that is wrong.',
      },
      path.length === 0 ? 'key' : 'value',
    );
  }
}

/** A reference to an object that is not there. */
export function unknownReference(
  entity: Entity,
  path: Path,
  one: string,
  id: string,
  known: Iterable<string>,
): Problem {
  const all = [...known];
  const meant = nearest(id, all);
  return problemAt(entity.where.file, [...entity.where.path, ...path], 'value', {
    code: 'unknown-id',
    message: `${entity.where.path.join('.')} names a ${one} that does not exist.`,
    expected: all.length === 0 ? `a ${one} (there is none yet)` : `one of ${listed(all)}`,
    received: shownValue(id),
    advice:
      meant === undefined ? `Name another ${one}, or add this one.` : `Did you mean ${meant}?`,
  });
}

function listed(ids: readonly string[]): string {
  return ids.length > 12
    ? `${ids.slice(0, 12).join(', ')} and ${ids.length - 12} more`
    : ids.join(', ');
}
