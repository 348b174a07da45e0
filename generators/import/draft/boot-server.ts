import { addressNumber, addressText, isHostAddress } from '../../inventory/address.ts';
import { isIpv4 } from '../records.ts';
import type { Entry } from '../yaml-text.ts';
import { modeOf, type DraftNetwork, type Networks } from './networks.ts';
import type { Sheet } from './sheet.ts';

/** Its name, which no source tells. */
export const SERVER = 'boot1';

/** The boot server, and the networks that it has an address in. */
export class BootServer {
  /** Networks that the boot server has an address in. */
  readonly attached = new Map<DraftNetwork, string>();
  private readonly sheet: Sheet;
  private readonly networks: Networks;
  /** Those that the source tells. */
  private readonly known = new Map<DraftNetwork, string>();

  constructor(sheet: Sheet, networks: Networks) {
    this.sheet = sheet;
    this.networks = networks;
    sheet.claim('servers', SERVER);
    sheet.claim('hosts', SERVER);
  }

  /** The address of the boot server in each network, as far as the source tells one. */
  find(): void {
    const { known } = this;
    for (const { address, origin } of this.sheet.found.servers) {
      const network = isIpv4(address) ? this.networks.of(address) : undefined;
      if (
        network === undefined ||
        !isHostAddress(network.subnet, address) ||
        this.networks.addresses.has(address)
      ) {
        if (![...known.values()].includes(address))
          this.sheet.found.leftOut(
            origin,
            `boot server ${address}`,
            'it lies in no network of the source',
          );
      } else if (!known.has(network)) {
        known.set(network, address);
        this.networks.addresses.set(address, `boot server ${SERVER}`);
        this.sheet.taken.push({ collection: 'servers', id: SERVER, origin });
      } else if (known.get(network) !== address)
        this.sheet.found.leftOut(
          origin,
          `boot server ${address}`,
          `${SERVER} has ${known.get(network)!} in ${network.id} already`,
        );
    }
  }

  /**
   * Gives the boot server an address in each network whose DHCP it answers, and in one at least. Where a network has none
   * left, its DHCP stays somebody else's.
   */
  attach(): void {
    for (const [network, address] of this.known) this.attached.set(network, address);
    const wanted = this.networks.all.filter((each) => modeOf(each) !== undefined);
    for (const network of wanted) this.attachTo(network);
    for (const network of this.networks.all) if (this.attached.size === 0) this.attachTo(network);
    for (const cidr of ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'])
      if (this.attached.size === 0) {
        const why = 'the boot server needs one, and no other has a free address';
        this.networks.add(`net-${cidr.split('/')[0]!.replaceAll('.', '-')}`, cidr, undefined, why);
        this.attachTo(this.networks.all.at(-1)!);
      }
  }

  private attachTo(network: DraftNetwork): void {
    if (this.attached.has(network)) return;
    const address = this.freeAddress(network);
    if (address === undefined) return;
    this.attached.set(network, address);
    this.networks.addresses.set(address, `boot server ${SERVER}`);
  }

  /** Writes it down. */
  write(): void {
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
        ...(!this.known.has(network) && { behind: this.sheet.assume(path, address, why) }),
      };
    });
    this.sheet.put(
      'servers',
      SERVER,
      [
        { key: 'site', value: this.sheet.options.site },
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
        else if (!this.networks.addresses.has(addressText(value))) return addressText(value);
      }
    return undefined;
  }
}
