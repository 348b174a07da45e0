/*
 * A DHCPv6 client for tests: it writes the SOLICIT and the REQUEST that a UEFI firmware, iPXE or an operating system
 * would send, and reads the answer. Messages and options: RFC 8415, sections 8 and 21. Network boot: RFC 5970.
 */

/** What a machine says of itself. */
export interface Dhcpv6Request {
  /** SOLICIT (1) unless given. */
  readonly type?: 1 | 3;
  /** The client's own identifier as hexadecimal digits. Firmware, iPXE and system of one machine have different ones. */
  readonly duid: string;
  /** Option 61; a client that does not boot sends none. */
  readonly architecture?: number;
  /** Whether it is iPXE that asks: user class `iPXE`. */
  readonly ipxe?: boolean;
  /** Option 2 of a REQUEST: the server that it takes. */
  readonly server?: Uint8Array | undefined;
}

export interface Dhcpv6Reply {
  /** 2 ADVERTISE, 7 REPLY. */
  readonly type: number;
  /** As eight groups without zeros in front; empty if the server gives none. */
  readonly address: string;
  /** Option 59; empty if there is none. */
  readonly url: string;
  /** Options as bytes, by code. */
  readonly options: ReadonlyMap<number, Uint8Array>;
}

const CLIENT = 1;
const SERVER = 2;
const IA_NA = 3;
const IA_ADDRESS = 5;
const REQUESTED = 6;
const ELAPSED = 8;
const USER_CLASS = 15;
const VENDOR_CLASS = 16;
const DOMAIN_SEARCH = 24;
const BOOT_FILE_URL = 59;
const BOOT_FILE_PARAMETERS = 60;
const ARCHITECTURE = 61;

/** The message as a client sends it to all DHCPv6 servers. `xid` is its transaction, which the answer repeats. */
export function dhcpv6Packet(request: Dhcpv6Request, xid: number): Uint8Array {
  const bytes: number[] = [request.type ?? 1, ...uint(xid, 3)];
  const add = (code: number, data: Iterable<number>): void => {
    const content = [...data];
    bytes.push(...uint(code, 2), ...uint(content.length, 2), ...content);
  };
  add(CLIENT, Buffer.from(request.duid, 'hex'));
  if (request.server !== undefined) add(SERVER, request.server);
  add(
    REQUESTED,
    [BOOT_FILE_URL, BOOT_FILE_PARAMETERS, DOMAIN_SEARCH].flatMap((code) => uint(code, 2)),
  );
  add(ELAPSED, uint(0, 2));
  // An identity association of its own for each client, without wishes for its times.
  add(IA_NA, [...Buffer.from(request.duid, 'hex').subarray(-4), ...uint(0, 4), ...uint(0, 4)]);
  const { architecture } = request;
  if (architecture !== undefined) {
    const number = String(architecture).padStart(5, '0');
    const name = Buffer.from(`PXEClient:Arch:${number}:UNDI:003000`);
    add(ARCHITECTURE, uint(architecture, 2));
    add(VENDOR_CLASS, [...uint(343, 4), ...uint(name.length, 2), ...name]);
  }
  if (request.ipxe === true) add(USER_CLASS, [...uint(4, 2), ...Buffer.from('iPXE')]);
  return Uint8Array.from(bytes);
}

/** Reads an answer, or undefined if it is none to this transaction. */
export function dhcpv6Reply(packet: Uint8Array, xid: number): Dhcpv6Reply | undefined {
  const bytes = Buffer.from(packet);
  if (bytes.length < 4 || bytes.readUIntBE(1, 3) !== xid) return undefined;
  const options = optionsOf(bytes.subarray(4));
  const association = options.get(IA_NA);
  const address =
    association === undefined ? undefined : optionsOf(association.subarray(12)).get(IA_ADDRESS);
  return {
    type: bytes[0]!,
    address: address === undefined ? '' : groups(Buffer.from(address)),
    url: Buffer.from(options.get(BOOT_FILE_URL) ?? []).toString(),
    options,
  };
}

function optionsOf(bytes: Uint8Array): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  const data = Buffer.from(bytes);
  for (let at = 0; at + 4 <= data.length;) {
    const length = data.readUInt16BE(at + 2);
    found.set(data.readUInt16BE(at), data.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return found;
}

function groups(address: Buffer): string {
  return Array.from({ length: 8 }, (_, index) => address.readUInt16BE(index * 2).toString(16)).join(
    ':',
  );
}

function uint(value: number, length: number): number[] {
  return Array.from({ length }, (_, index) => (value >>> (8 * (length - 1 - index))) & 255);
}
