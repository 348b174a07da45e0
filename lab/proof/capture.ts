import { readFrame, type Frame } from '../../generators/proof/frame.ts';
import { readPcap, writePcap, type Packet } from '../../generators/proof/pcap.ts';

/*
 * Cuts a capture down to the protocols of booting. Pure: the same packets give the same ones.
 *
 * Kept are DHCP, proxyDHCP and DHCPv6, router discovery of IPv6, of TFTP the requests, answers to options, errors, and the
 * first and the last block, of HTTP the heads, and of NFS and its mount protocol the first calls. Left out are ARP, single
 * acknowledgements, and the data between, which are counted.
 */

export interface CutCapture {
  readonly pcap: Uint8Array;
  /** How many packets of data were left out before which of the kept ones. */
  readonly omitted: readonly { readonly before: number; readonly packets: number }[];
}

/** DHCP (RFC 2131), proxyDHCP (PXE 2.1, section 2.2.3), DHCPv6 (RFC 8415). */
const DHCP_PORTS = new Set([67, 68, 4011, 546, 547]);
/** Router discovery (RFC 4861, section 4). */
const ROUTER = { solicitation: 133, advertisement: 134 } as const;
const TFTP_PORT = 69;
/** What a TFTP packet is (RFC 1350, RFC 2347). */
const TFTP = { data: 3, acknowledgement: 4, error: 5, options: 6 } as const;
/** Opcode and block number. */
const TFTP_DATA_HEADER = 4;
/** Port mapper, NFS, and the mount protocol where the lab's NFS server has it. */
const RPC_PORTS = new Set([111, 2049, 20048]);
/** Calls and answers of one port that are kept, and how much of each: the head of a call with a file's name. */
const RPC_PACKETS = 8;
const RPC_BYTES = 160;

/** A packet of data of a transfer, of which only some are kept. */
interface Chosen {
  readonly frame: Frame;
  /** Bytes of its payload to be kept. */
  readonly keep: number;
}

/**
 * @param capture what was captured, in the format of tcpdump
 * @param mac the MAC of the machine: packets that the wire itself sends are not kept
 * @param offset seconds to be taken from all times, so that they count from power-on
 */
export function cutCapture(capture: Uint8Array, mac: string, offset: number): CutCapture {
  const packets = readPcap(capture);
  const choose = new Chooser(packets, mac);
  const kept: Packet[] = [];
  const omitted: { before: number; packets: number }[] = [];
  for (const packet of packets) {
    const chosen = choose.next(packet);
    if (chosen === 'data') {
      const last = omitted.at(-1);
      if (last?.before === kept.length) last.packets++;
      else omitted.push({ before: kept.length, packets: 1 });
    } else if (chosen !== undefined) {
      const { frame, keep } = chosen;
      const bytes = packet.bytes.subarray(0, Math.min(packet.bytes.length, frame.start + keep));
      kept.push({ ...packet, bytes, seconds: Math.max(0, packet.seconds - offset) });
    }
  }
  return { pcap: writePcap(kept), omitted };
}

/**
 * How far the times of a capture are ahead of the time from power-on. QEMU counts them from the full second of the clock in
 * which it was started (dump_receive_iov in net/dump.c), so it is a whole number of seconds.
 * @param heard when the first packet of DHCP was logged by its server, in seconds from power-on
 */
export function clockOf(capture: Uint8Array, heard: number | undefined): number {
  const packets = readPcap(capture);
  const first = packets.find(({ bytes }) => {
    const frame = readFrame(bytes);
    return frame?.transport === 'udp' && isDhcp(frame);
  });
  if (first === undefined || heard === undefined) return packets[0]?.seconds ?? 0;
  return Math.round(first.seconds + first.micros / 1e6 - heard);
}

function isDhcp({ fromPort, toPort }: Frame): boolean {
  return DHCP_PORTS.has(fromPort) && DHCP_PORTS.has(toPort);
}

/** Says of each packet, in their order, what is kept of it: `data` is left out, and counted. */
class Chooser {
  readonly #mac: string;
  /** The last block of each transfer that was sent. */
  readonly #lastBlocks = new Set<Packet>();
  /** Whether any router answers: machines ask for one again and again where none does. */
  readonly #routed: boolean;
  readonly #transfers = new TransferPorts();
  readonly #calls = new Map<number, number>();
  readonly #begun = new Set<string>();

  constructor(packets: readonly Packet[], mac: string) {
    this.#mac = mac;
    const transfers = new TransferPorts();
    const last = new Map<string, Packet>();
    let routed = false;
    for (const packet of packets) {
      const frame = readFrame(packet.bytes);
      routed ||= frame?.transport === 'icmpv6' && frame.payload[0] === ROUTER.advertisement;
      const transfer = frame === undefined ? undefined : transfers.of(frame);
      if (transfer !== undefined && opcode(frame!) === TFTP.data) last.set(transfer, packet);
    }
    for (const packet of last.values()) this.#lastBlocks.add(packet);
    this.#routed = routed;
  }

  next(packet: Packet): Chosen | 'data' | undefined {
    const frame = readFrame(packet.bytes);
    if (frame === undefined) return undefined;
    if (frame.transport === 'icmpv6') return this.#router(frame);
    if (RPC_PORTS.has(frame.fromPort) || RPC_PORTS.has(frame.toPort)) return this.#rpc(frame);
    if (frame.transport === 'tcp') return http(frame);
    return isDhcp(frame) ? whole(frame) : this.#tftp(frame, packet);
  }

  #router(frame: Frame): Chosen | undefined {
    const kind = frame.payload[0];
    const asks = kind === ROUTER.solicitation && frame.fromMac === this.#mac;
    return this.#routed && (asks || kind === ROUTER.advertisement) ? whole(frame) : undefined;
  }

  #tftp(frame: Frame, packet: Packet): Chosen | 'data' | undefined {
    if (frame.toPort === TFTP_PORT) {
      this.#transfers.of(frame);
      return whole(frame);
    }
    const transfer = this.#transfers.of(frame);
    if (transfer === undefined) return undefined;
    const kind = opcode(frame);
    if (kind === TFTP.error || kind === TFTP.options) return whole(frame);
    if (kind !== TFTP.data) return undefined;
    const first = !this.#begun.has(transfer);
    this.#begun.add(transfer);
    if (!first && !this.#lastBlocks.has(packet)) return 'data';
    return { frame, keep: TFTP_DATA_HEADER };
  }

  #rpc(frame: Frame): Chosen | 'data' | undefined {
    if (frame.payload.length === 0) return undefined;
    const port = RPC_PORTS.has(frame.toPort) ? frame.toPort : frame.fromPort;
    const count = (this.#calls.get(port) ?? 0) + 1;
    this.#calls.set(port, count);
    return count > RPC_PACKETS ? 'data' : { frame, keep: RPC_BYTES };
  }
}

/**
 * Tells which transfer of TFTP a datagram belongs to. A server answers a request from a port of its own, so that a transfer
 * is known by the client's port (RFC 1350, section 4), and a client may use one again.
 */
class TransferPorts {
  readonly #open = new Map<string, string>();
  #count = 0;

  of(frame: Frame): string | undefined {
    if (frame.transport !== 'udp') return undefined;
    const sent = `${frame.fromAddress} ${frame.fromPort}`;
    if (frame.toPort === TFTP_PORT) this.#open.set(sent, `${sent} ${++this.#count}`);
    return this.#open.get(sent) ?? this.#open.get(`${frame.toAddress} ${frame.toPort}`);
  }
}

function opcode({ payload }: Frame): number {
  return payload[1] ?? 0;
}

function whole(frame: Frame): Chosen {
  return { frame, keep: frame.payload.length };
}

const HTTP_HEAD = /^(?:(?:GET|HEAD|POST) \S+ HTTP\/1\.[01]\r\n|HTTP\/1\.[01] \d{3} )/;
const latin1 = new TextDecoder('latin1');

/** A head of HTTP/1 without the body behind it; other segments are data, and empty ones nothing at all. */
function http(frame: Frame): Chosen | 'data' | undefined {
  if (frame.payload.length === 0) return undefined;
  const text = latin1.decode(frame.payload);
  if (!HTTP_HEAD.test(text)) return 'data';
  const end = text.indexOf('\r\n\r\n');
  return { frame, keep: end < 0 ? frame.payload.length : end + 4 };
}
