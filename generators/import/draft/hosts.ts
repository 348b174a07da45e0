import { isHostAddress } from '../../inventory/address.ts';
import { normaliseMac } from '../../inventory/schema.ts';
import { idFrom, interfaceFrom, labelFrom } from '../names.ts';
import { place } from '../origin.ts';
import { isIpv4, withoutPrefix, type FoundHost, type FoundInterface } from '../records.ts';
import type { Entry } from '../yaml-text.ts';
import { argumentsEntry } from './arguments.ts';
import type { Models } from './models.ts';
import type { DraftNetwork, Networks } from './networks.ts';
import type { Profiles } from './profiles.ts';
import type { Sheet } from './sheet.ts';

/** An interface with a MAC that nobody else has. */
interface Usable extends FoundInterface {
  readonly mac: string;
  readonly network: DraftNetwork;
  /** Whether nothing tells the network. */
  readonly guessed: boolean;
}

/** Hosts: each with the interfaces that can be told from those of others. */
export class Hosts {
  private readonly sheet: Sheet;
  private readonly networks: Networks;
  private readonly models: Models;
  private readonly profiles: Profiles;
  /** Who has a MAC already. */
  private readonly macs = new Map<string, string>();

  constructor(sheet: Sheet, networks: Networks, models: Models, profiles: Profiles) {
    this.sheet = sheet;
    this.networks = networks;
    this.models = models;
    this.profiles = profiles;
  }

  /** Writes a host down, if it has an interface that can boot. */
  write(found: FoundHost): void {
    const { origin, name } = found;
    const usable = found.interfaces.flatMap((each) => this.usable(found, each) ?? []);
    if (usable.length === 0) {
      this.sheet.found.leftOut(
        origin,
        `host ${name ?? '(no name)'}`,
        'it has no interface with a MAC of its own',
      );
      return;
    }
    const wanted = idFrom(name ?? '') ?? `host-${usable[0]!.mac.replaceAll(':', '')}`;
    const id = this.sheet.claim('hosts', wanted);
    if (name !== undefined && name !== id)
      this.sheet.found.changed(origin, `host ${name}`, `its id is ${id}`);
    else if (name === undefined)
      this.sheet.found.changed(origin, 'a host without a name', `its id is ${id}`);
    for (const { mac, address } of usable) {
      this.macs.set(mac, id);
      if (address !== undefined) this.networks.addresses.set(address, id);
    }
    const boot = Math.max(
      0,
      usable.findIndex((each) => each.boot === true),
    );
    const firmware = (['bios', 'uefi', 'uefi-secure-boot'] as const).find(
      (each) => each === found.firmware,
    );
    const model = found.model === undefined ? undefined : this.models.idOf(found.model);
    const profile = found.profile === undefined ? undefined : this.profiles.idOf(found.profile);
    if (found.profile !== undefined && profile === undefined)
      this.sheet.found.leftOut(
        origin,
        `profile ${found.profile} of ${id}`,
        'there is no such profile; it boots its disk',
      );
    if (found.firmware !== undefined && firmware === undefined)
      this.sheet.found.leftOut(
        origin,
        `firmware ${found.firmware} of ${id}`,
        'it is bios, uefi or uefi-secure-boot',
      );
    const rack = found.rack === undefined ? undefined : labelFrom(found.rack);
    const names = new Set<string>();
    const interfaces = usable.map((each, index): Entry => {
      const key = uniqueIn(names, interfaceFrom(each.name) ?? `eno${index + 1}`);
      if (each.name !== undefined && each.name !== key)
        this.sheet.found.changed(
          each.origin,
          `interface ${each.name} of ${id}`,
          `it is called ${key}`,
        );
      const value: Entry[] = [
        { key: 'mac', value: each.mac },
        { key: 'network', value: each.network.id },
        ...(each.address === undefined ? [] : [{ key: 'address', value: each.address }]),
        ...(usable.length > 1 && index === boot ? [{ key: 'boot', value: true }] : []),
      ];
      const why = each.guessed
        ? this.sheet.assume(
            `hosts.${id}.interfaces.${key}.network`,
            each.network.id,
            'the source gives no address',
          )
        : undefined;
      return { key, value, flow: true, behind: why };
    });
    this.sheet.put(
      'hosts',
      id,
      [
        {
          key: 'model',
          value: model ?? this.models.unknown(firmware ?? this.sheet.options.firmware),
        },
        ...(rack === undefined ? [] : [{ key: 'rack', value: rack }]),
        ...(model !== undefined &&
        firmware !== undefined &&
        firmware !== this.models.firmwareOf(model)
          ? [{ key: 'firmware', value: firmware }]
          : []),
        { key: 'interfaces', value: interfaces },
        ...(profile === undefined ? [] : [{ key: 'profile', value: profile }]),
        ...argumentsEntry(this.sheet.found, found.args ?? [], origin),
      ],
      origin,
      [place(origin)],
    );
  }

  private usable(host: FoundHost, found: FoundInterface): Usable | undefined {
    const { origin, name, boot } = found;
    const who = host.name ?? 'a host without a name';
    const leave = (what: string, why: string): void =>
      this.sheet.found.leftOut(origin, `${what} of ${who}`, why);
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
    let network = address !== undefined && isIpv4(address) ? this.networks.of(address) : undefined;
    if (address !== undefined) {
      const taken = this.networks.addresses.get(address);
      const why =
        network === undefined || !isHostAddress(network.subnet, address)
          ? 'it is not an address for a machine'
          : taken !== undefined
            ? `${taken} has it already`
            : undefined;
      if (why !== undefined) {
        leave(`address ${address}`, why);
        address = undefined;
      } else this.networks.addresses.set(address, who);
    }
    const guessed = network === undefined;
    network ??= this.networks.all[0]!;
    return { origin, name, mac, address, network, guessed, boot };
  }
}

/** A name that nobody has in a set: the wanted one, or it with a number. */
function uniqueIn(names: Set<string>, wanted: string): string {
  let name = wanted;
  for (let count = 2; names.has(name); count++) name = `${wanted.slice(0, 12)}.${count}`;
  names.add(name);
  return name;
}
