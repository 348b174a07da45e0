import { addressNumber, subnetOf, type Subnet } from '../../inventory/address.ts';
import { idFrom } from '../names.ts';
import { place } from '../origin.ts';
import { isIpv4, withoutPrefix, type FoundNetwork, type Origin } from '../records.ts';
import type { Sheet } from './sheet.ts';

/** A network of the inventory. */
export interface DraftNetwork {
  readonly id: string;
  readonly cidr: string;
  readonly subnet: Subnet;
  readonly found: FoundNetwork | undefined;
  readonly why: string | undefined;
}

/** The networks, and who has which address in them. */
export class Networks {
  readonly all: DraftNetwork[] = [];
  /** Who has an address already. */
  readonly addresses = new Map<string, string>();
  private readonly sheet: Sheet;

  constructor(sheet: Sheet) {
    this.sheet = sheet;
  }

  /** The networks of the caller, those of the source, and for addresses that lie in none of them one of 24 bits each. */
  find(): void {
    for (const { id, cidr } of this.sheet.options.networks)
      this.add(id, cidr, undefined, undefined);
    for (const found of this.sheet.found.networks) {
      const [base = '', bits = ''] = found.cidr.split('/');
      if (!isIpv4(base) || !/^(?:[89]|[12][0-9]|30)$/.test(bits)) {
        this.sheet.found.leftOut(
          found.origin,
          found.cidr,
          'a network has an IPv4 prefix of 8 to 30 bits',
        );
        continue;
      }
      const { network } = subnetOf(`${base}/${bits}`);
      const name = idFrom(found.name ?? '') ?? `net-${network.replaceAll('.', '-')}`;
      this.add(name, `${network}/${bits}`, found, found.assumed);
    }
    for (const { interfaces } of this.sheet.found.hosts)
      for (const { address, origin } of interfaces) this.networkFor(address, origin);
    if (this.all.length === 0)
      this.add(
        'net-192-0-2-0',
        '192.0.2.0/24',
        undefined,
        'the source has no network and no address; this one is reserved for examples',
      );
  }

  private networkFor(text: string | undefined, origin: Origin): void {
    const address = withoutPrefix(text ?? '');
    if (!isIpv4(address) || this.of(address) !== undefined) return;
    if (/^(?:0|127|22[4-9]|2[3-5][0-9])\./.test(address)) return;
    const { network } = subnetOf(`${address}/24`);
    const why = `no network of the source holds ${address} (${place(origin)}), so one of 24 bits`;
    this.add(`net-${network.replaceAll('.', '-')}`, `${network}/24`, undefined, why);
  }

  add(name: string, cidr: string, found: FoundNetwork | undefined, why: string | undefined): void {
    const subnet = subnetOf(cidr);
    const other = this.all.find(
      (each) => each.subnet.first <= subnet.last && subnet.first <= each.subnet.last,
    );
    if (other !== undefined) {
      if (found !== undefined)
        this.sheet.found.leftOut(
          found.origin,
          `network ${cidr}`,
          `it shares addresses with ${other.id} (${other.cidr})`,
        );
      return;
    }
    const id = this.sheet.claim('networks', name);
    if (found?.name !== undefined && found.name !== id)
      this.sheet.found.changed(found.origin, `network ${found.name}`, `its id is ${id}`);
    this.all.push({ id, cidr, subnet, found, why });
  }

  /** The network that an address lies in. */
  of(address: string): DraftNetwork | undefined {
    const value = addressNumber(address);
    return this.all.find(({ subnet }) => subnet.first <= value && value <= subnet.last);
  }
}

/** Who answers DHCP, as far as the source tells. */
export function modeOf({ found }: DraftNetwork): FoundNetwork['mode'] {
  return found?.mode;
}
