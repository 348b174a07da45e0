/*
 * Ethernet frames down to the payload of UDP, TCP and ICMPv6. Sources: RFC 791 (IPv4), RFC 8200 (IPv6), RFC 768 (UDP),
 * RFC 9293 (TCP).
 */

/** A frame that carries a datagram or a segment. */
export interface Frame {
  readonly fromMac: string;
  readonly toMac: string;
  readonly fromAddress: string;
  readonly toAddress: string;
  readonly transport: 'udp' | 'tcp' | 'icmpv6';
  /** 0 for ICMPv6. */
  readonly fromPort: number;
  readonly toPort: number;
  /** Where the payload begins in the frame, in bytes. */
  readonly start: number;
  /** The payload, as far as it was captured; without the padding of short frames. */
  readonly payload: Uint8Array;
}

const ETHERNET_HEADER = 14;
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const TRANSPORTS: Readonly<Record<number, Frame['transport']>> = {
  6: 'tcp',
  17: 'udp',
  58: 'icmpv6',
};

/** Reads a frame; undefined for ARP and other things, for fragments after the first, and for what was cut too early. */
export function readFrame(bytes: Uint8Array): Frame | undefined {
  const packet = readIp(bytes);
  const transport = packet === undefined ? undefined : TRANSPORTS[packet.protocol];
  if (packet === undefined || transport === undefined) return undefined;
  const { start, end, fromAddress, toAddress } = packet;
  const view = viewOf(bytes);
  const header =
    transport === 'icmpv6' ? 0 : transport === 'udp' ? 8 : 4 * ((bytes[start + 12] ?? 0) >> 4);
  if (start + Math.max(header, 4) > bytes.length) return undefined;
  return {
    fromMac: macText(bytes.subarray(6, 12)),
    toMac: macText(bytes.subarray(0, 6)),
    fromAddress,
    toAddress,
    transport,
    fromPort: transport === 'icmpv6' ? 0 : view.getUint16(start),
    toPort: transport === 'icmpv6' ? 0 : view.getUint16(start + 2),
    start: start + header,
    payload: bytes.subarray(start + header, Math.max(start + header, end)),
  };
}

interface Ip {
  readonly protocol: number;
  readonly fromAddress: string;
  readonly toAddress: string;
  readonly start: number;
  readonly end: number;
}

function readIp(bytes: Uint8Array): Ip | undefined {
  if (bytes.length < ETHERNET_HEADER + 20) return undefined;
  const view = viewOf(bytes);
  const at = ETHERNET_HEADER;
  switch (view.getUint16(12)) {
    case IPV4:
      // The lower 13 bits are the offset of a fragment.
      if ((view.getUint16(at + 6) & 0x1fff) !== 0) return undefined;
      return {
        protocol: bytes[at + 9]!,
        fromAddress: ipv4Text(bytes.subarray(at + 12, at + 16)),
        toAddress: ipv4Text(bytes.subarray(at + 16, at + 20)),
        start: at + 4 * (bytes[at]! & 15),
        end: Math.min(bytes.length, at + view.getUint16(at + 2)),
      };
    case IPV6:
      if (bytes.length < at + 40) return undefined;
      // What boots sends no extension headers before UDP, TCP and router discovery.
      return {
        protocol: bytes[at + 6]!,
        fromAddress: ipv6Text(bytes.subarray(at + 8, at + 24)),
        toAddress: ipv6Text(bytes.subarray(at + 24, at + 40)),
        start: at + 40,
        end: Math.min(bytes.length, at + 40 + view.getUint16(at + 4)),
      };
    default:
      return undefined;
  }
}

/** Reads big-endian numbers out of bytes that may lie inside of others. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** `00:24:e8:5a:10:02` */
export function macText(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** `10.20.0.2` */
export function ipv4Text(bytes: Uint8Array): string {
  return bytes.join('.');
}

/** `2001:db8::2`: the longest run of zeros is left out (RFC 5952). */
export function ipv6Text(bytes: Uint8Array): string {
  const view = viewOf(bytes);
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(2 * index).toString(16));
  const text = groups.join(':');
  const runs = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map(([run]) => run);
  const longest = runs.toSorted((a, b) => b.length - a.length)[0];
  if (longest === undefined) return text;
  return text.replace(longest, '::').replace(':::', '::');
}
