import { addressNumber, addressText, isHostAddress } from '../../inventory/address.ts';
import { place } from '../origin.ts';
import { isIpv4, type FoundNetwork } from '../records.ts';
import type { Entry } from '../yaml-text.ts';
import { SERVER, type BootServer } from './boot-server.ts';
import { modeOf, type DraftNetwork, type Networks } from './networks.ts';
import type { Sheet } from './sheet.ts';

/** Writes the networks down, when everybody who has an address is known. */
export function writeNetworks(sheet: Sheet, networks: Networks, { attached }: BootServer): void {
  for (const network of networks.all) {
    const { id, cidr, subnet, found, why } = network;
    const mode = attached.has(network) ? modeOf(network) : undefined;
    const path = `networks.${id}`;
    const range = found === undefined ? undefined : rangeEntry(sheet, networks, network, found);
    const inside =
      found?.gateway !== undefined && isIpv4(found.gateway) && isHostAddress(subnet, found.gateway);
    if (found?.gateway !== undefined && !inside)
      sheet.found.leftOut(
        found.origin,
        `gateway ${found.gateway} of ${id}`,
        'it is not an address of this network',
      );
    const dhcp: Entry[] = [
      {
        key: 'mode',
        value: mode ?? 'external',
        ...(mode === undefined && {
          behind: sheet.assume(
            `${path}.dhcp.mode`,
            'external',
            'the source does not tell who answers DHCP here; external answers nobody',
          ),
        }),
      },
      ...(range === undefined ? [] : [{ key: 'range', value: range, flow: true }]),
      ...(found?.lease === undefined ? [] : [{ key: 'lease', value: found.lease }]),
    ];
    sheet.put(
      'networks',
      id,
      [
        { key: 'site', value: sheet.options.site },
        {
          key: 'cidr',
          value: cidr,
          ...(why !== undefined && { behind: sheet.assume(`${path}.cidr`, cidr, why) }),
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
function rangeEntry(
  sheet: Sheet,
  { addresses }: Networks,
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
    sheet.found.leftOut(origin, said, `it is no range inside ${subnet.network}/${subnet.prefix}`);
    return undefined;
  }
  const [from, to] = [addressNumber(range.from), addressNumber(range.to)];
  const fixed = [...addresses.keys()]
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
    sheet.found.leftOut(origin, said, 'every address in it belongs to a machine');
    return undefined;
  }
  const ends = { from: addressText(best.from), to: addressText(best.to) };
  if (best.from !== from || best.to !== to)
    sheet.found.changed(
      origin,
      said,
      `addresses of machines lie in it, so it is ${ends.from} to ${ends.to}`,
    );
  return [
    { key: 'from', value: ends.from },
    { key: 'to', value: ends.to },
  ];
}
