/*
 * A DHCP client: it writes the DISCOVER that a PXE ROM, a UEFI firmware or iPXE would send, and reads the
 * answer. Fields of the header: RFC 2131, section 2. Options: RFC 2132, RFC 4578 (93, 94, 97), RFC 3004 (77), RFC 3011 (118).
 */

/** What a machine says of itself when it asks for an address. */
export interface DhcpRequest {
  /** `52:54:00:00:00:01` */
  readonly mac: string;
  /** Option 93; a client that is no PXE client sends none. */
  readonly architecture?: number;
  /** Begins option 60, which PXE clients follow with their architecture; PXEClient unless given. */
  readonly vendorClass?: 'PXEClient' | 'HTTPClient';
  /** Whether it is iPXE that asks: user class `iPXE` (77) and its encapsulated options (175). */
  readonly ipxe?: boolean;
  /** Option 61, as hexadecimal digits. */
  readonly clientId?: string;
  /** DISCOVER (1) unless given. */
  readonly type?: 1 | 3;
  /** Options 50 and 54 of a REQUEST (3). */
  readonly requested?: string;
  readonly server?: string;
  /** Asks as a relay would: the address that the answer shall come to, and one of the network that the machine is in. */
  readonly relay?: { readonly address: string; readonly network: string };
}

/** What a server offers. Texts end before the first zero byte. */
export interface DhcpReply {
  /** 2 OFFER, 5 ACK, 6 NAK. */
  readonly type: number;
  /** yiaddr */
  readonly address: string;
  /** siaddr; 0.0.0.0 if there is none. */
  readonly nextServer: string;
  /** The file field of the header; empty if there is none. */
  readonly file: string;
  /** Options as bytes, by code. */
  readonly options: ReadonlyMap<number, Uint8Array>;
}

const COOKIE = [99, 130, 83, 99];
const HEADER = 236;
/** What EDK2 asks for, cut to what matters here: mask, router, dns, name, domain, ntp, vendor class, 66, 67. */
const PARAMETERS = [1, 3, 6, 12, 15, 42, 43, 54, 60, 66, 67];

/** The packet as a client broadcasts it. `xid` is its transaction, which the answer repeats. */
export function dhcpPacket(request: DhcpRequest, xid: number): Uint8Array {
  const header = new Uint8Array(HEADER);
  const view = new DataView(header.buffer);
  header.set([1, 1, 6, 0]);
  view.setUint32(4, xid);
  // The broadcast flag, because a client without an address cannot hear anything else through a UDP socket.
  view.setUint16(10, 0x8000);
  header.set(bytesOf(request.mac.replaceAll(':', '')), 28);
  if (request.relay !== undefined) {
    header[3] = 1;
    header.set(request.relay.address.split('.').map(Number), 24);
  }
  const options: number[] = [];
  const add = (code: number, data: Iterable<number>): void => {
    const bytes = [...data];
    options.push(code, bytes.length, ...bytes);
  };
  const { architecture, vendorClass = 'PXEClient' } = request;
  add(53, [request.type ?? 1]);
  add(57, [1472 >> 8, 1472 & 255]);
  add(55, PARAMETERS);
  if (request.clientId !== undefined) add(61, bytesOf(request.clientId));
  if (request.requested !== undefined) add(50, request.requested.split('.').map(Number));
  if (request.server !== undefined) add(54, request.server.split('.').map(Number));
  // The network, where it is not that of the relay: RFC 3011.
  if (request.relay !== undefined) add(118, request.relay.network.split('.').map(Number));
  if (architecture !== undefined) {
    const number = String(architecture).padStart(5, '0');
    add(60, new TextEncoder().encode(`${vendorClass}:Arch:${number}:UNDI:003000`));
    add(93, [architecture >> 8, architecture & 255]);
    add(94, [1, 3, 0]);
    add(97, [0, ...bytesOf(request.mac.replaceAll(':', '').padStart(32, '0'))]);
  }
  if (request.ipxe === true) {
    add(77, new TextEncoder().encode('iPXE'));
    // Sub-option 0x13 (HTTP) of iPXE's own options.
    add(175, [0x13, 1, 1]);
  }
  return Uint8Array.from([...header, ...COOKIE, ...options, 255]);
}

/** Reads an answer, or undefined if it is none to this transaction. */
export function dhcpReply(packet: Uint8Array, xid: number): DhcpReply | undefined {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  if (packet.length < HEADER + COOKIE.length || packet[0] !== 2 || view.getUint32(4) !== xid)
    return undefined;
  const options = new Map<number, Uint8Array>();
  let at = HEADER + COOKIE.length;
  while (at < packet.length && packet[at] !== 255) {
    if (packet[at] === 0) {
      at++;
      continue;
    }
    const length = packet[at + 1]!;
    options.set(packet[at]!, packet.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return {
    type: options.get(53)?.[0] ?? 0,
    address: packet.subarray(16, 20).join('.'),
    nextServer: packet.subarray(20, 24).join('.'),
    file: optionText(packet.subarray(108, HEADER)),
    options,
  };
}

/** The text in an option or a field of the header, up to the first zero byte; empty if there is none. */
export function optionText(bytes: Uint8Array | undefined): string {
  const text = new TextDecoder().decode(bytes ?? new Uint8Array());
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

function bytesOf(hex: string): number[] {
  return (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}
