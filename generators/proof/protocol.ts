import type { Frame } from './frame.ts';

/** The protocols that machines boot by. */
export type Protocol = 'DHCP' | 'DHCPv6' | 'ICMPv6' | 'TFTP' | 'HTTP' | 'NFS';

/** The protocol of a frame, and which of its conversations it belongs to: a transfer of TFTP, a connection of TCP. */
export interface Conversation {
  readonly protocol: Protocol;
  readonly id: string;
}

/** DHCP (RFC 2131) and proxyDHCP (PXE 2.1, section 2.2.3). */
const DHCP_PORTS = new Set([67, 68, 4011]);
/** RFC 8415, section 7.2. */
const DHCPV6_PORTS = new Set([546, 547]);
export const TFTP_PORT = 69;
/** Port mapper, NFS, and the mount protocol where the lab's NFS server has it. */
const RPC_PORTS = new Set([111, 2049, 20048]);

/**
 * Sorts frames by their protocol, in the order in which they were captured. A TFTP server answers a request from a port of
 * its own, so that a transfer is known by the client's port (RFC 1350, section 4), which a later one may use again.
 */
export class Conversations {
  readonly #transfers = new Map<string, string>();
  #count = 0;

  of(frame: Frame): Conversation | undefined {
    const { transport, fromPort, toPort } = frame;
    if (transport === 'icmpv6') return { protocol: 'ICMPv6', id: '' };
    if (RPC_PORTS.has(fromPort) || RPC_PORTS.has(toPort))
      return { protocol: 'NFS', id: String(RPC_PORTS.has(toPort) ? toPort : fromPort) };
    const ends = [`${frame.fromAddress} ${fromPort}`, `${frame.toAddress} ${toPort}`] as const;
    if (transport === 'tcp') return { protocol: 'HTTP', id: ends.toSorted().join(' ') };
    if (DHCP_PORTS.has(fromPort) && DHCP_PORTS.has(toPort)) return { protocol: 'DHCP', id: '' };
    if (DHCPV6_PORTS.has(fromPort) && DHCPV6_PORTS.has(toPort))
      return { protocol: 'DHCPv6', id: '' };
    if (toPort === TFTP_PORT) this.#transfers.set(ends[0], `${ends[0]} ${++this.#count}`);
    const transfer = this.#transfers.get(ends[0]) ?? this.#transfers.get(ends[1]);
    return transfer === undefined ? undefined : { protocol: 'TFTP', id: transfer };
  }
}

const HTTP_HEAD = /^(?:(?:GET|HEAD|POST) \S+ HTTP\/1\.[01]\r\n|HTTP\/1\.[01] \d{3} )/;
const latin1 = new TextDecoder('latin1');

/** The head of a request or an answer of HTTP/1, if a segment begins with one, up to and with its empty line. */
export function httpHead(payload: Uint8Array): string | undefined {
  const text = latin1.decode(payload);
  if (!HTTP_HEAD.test(text)) return undefined;
  const end = text.indexOf('\r\n\r\n');
  return end < 0 ? text : text.slice(0, end + 4);
}

/** What a packet of TFTP is (RFC 1350, section 5, and RFC 2347). */
export const tftpOpcodes = { read: 1, data: 3, acknowledgement: 4, error: 5, options: 6 } as const;

/** Router discovery of IPv6 (RFC 4861, section 4). */
export const routerTypes = { solicitation: 133, advertisement: 134 } as const;
