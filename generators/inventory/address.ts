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

/** Whether an IPv6 address lies in a prefix of 64 bits such as `2001:db8:20::/64`, and is not the prefix itself. */
export function isHostAddress6(cidr6: string, address: string): boolean {
  const prefix = ipaddr.IPv6.parse(prefix6(cidr6));
  const value = ipaddr.IPv6.parse(address);
  return value.match(prefix, 64) && value.parts.slice(4).some((part) => part !== 0);
}

/** The prefix itself, without its length: `2001:db8:20::`. */
export function prefix6(cidr6: string): string {
  return cidr6.slice(0, cidr6.indexOf('/'));
}

/** The prefix that an IPv6 address or CIDR text lies in, if it has 64 bits. */
export function networkOf6(text: string): string {
  const { parts } = ipaddr.IPv6.parse(text.split('/')[0]!);
  return `${new ipaddr.IPv6([...parts.slice(0, 4), 0, 0, 0, 0]).toRFC5952String()}/64`;
}

/** How many IPv6 addresses a host's interface has, and the prefix length of such a block. */
export const BLOCK6 = { size: 4, bits: 126 } as const;

/** The addresses of the block that an IPv6 address lies in, the first one first. */
export function block6(address: string): string[] {
  const { parts } = ipaddr.IPv6.parse(address);
  const first = parts[7]! - (parts[7]! % BLOCK6.size);
  return Array.from({ length: BLOCK6.size }, (_, index) =>
    new ipaddr.IPv6([...parts.slice(0, 7), first + index]).toRFC5952String(),
  );
}

/** An address as it stands in a URL: IPv6 in brackets (RFC 3986, section 3.2.2). */
export function urlHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
