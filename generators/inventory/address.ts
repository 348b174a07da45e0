import ipaddr from 'ipaddr.js';

/** An IPv4 address as a number of 32 bits, for comparing. The text is known to be valid. */
export function addressNumber(text: string): number {
  let value = 0;
  for (const part of text.split('.')) value = value * 256 + Number(part);
  return value;
}

/** A number of 32 bits as an IPv4 address. */
export function addressText(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** What a network in CIDR form comes to. Addresses are texts, `first` and `last` the numbers at its ends. */
export interface Subnet {
  readonly network: string;
  readonly netmask: string;
  readonly broadcast: string;
  readonly prefix: number;
  readonly first: number;
  readonly last: number;
}

const subnets = new Map<string, Subnet>();

/** Netmask, broadcast and range of a valid CIDR text such as `10.20.0.0/24`. */
export function subnetOf(cidr: string): Subnet {
  const known = subnets.get(cidr);
  if (known !== undefined) return known;
  const network = ipaddr.IPv4.networkAddressFromCIDR(cidr).toString();
  const broadcast = ipaddr.IPv4.broadcastAddressFromCIDR(cidr).toString();
  const prefix = Number(cidr.slice(cidr.indexOf('/') + 1));
  const subnet: Subnet = {
    network,
    broadcast,
    prefix,
    netmask: ipaddr.IPv4.subnetMaskFromPrefixLength(prefix).toString(),
    first: addressNumber(network),
    last: addressNumber(broadcast),
  };
  subnets.set(cidr, subnet);
  return subnet;
}

/** Whether a host may have the address in this network: inside it, and neither its network nor its broadcast address. */
export function isHostAddress(subnet: Subnet, address: string): boolean {
  const value = addressNumber(address);
  return value > subnet.first && value < subnet.last;
}
