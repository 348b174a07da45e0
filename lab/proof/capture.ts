import { readFrame, type Frame } from '../../generators/proof/frame.ts';
import { readPcap, writePcap, type Packet } from '../../generators/proof/pcap.ts';
import {
  Conversations,
  httpHead,
  routerTypes,
  TFTP_PORT,
  tftpOpcodes,
} from '../../generators/proof/protocol.ts';

/*
 * Cuts a capture down to the protocols of booting. Pure: the same packets give the same ones.
 *
 * Kept are DHCP, proxyDHCP and DHCPv6, router discovery of IPv6, of TFTP the requests, answers to options, errors, and the
 * first and the last block, of HTTP the first heads, and of NFS and its mount protocol the first calls. Left out are ARP, single
 * acknowledgements, and the data between, which are counted.
 */

export interface CutCapture {
  readonly pcap: Uint8Array;
  /** How many packets of data were left out before which of the kept ones. */
  readonly omitted: readonly { readonly before: number; readonly packets: number }[];
}

/** Opcode and block number. */
const TFTP_DATA_HEADER = 4;
/** Calls and answers of one port that are kept, and how much of each: the head of a call with a file's name. */
const RPC_PACKETS = 8;
const RPC_BYTES = 160;

/** Requests and answers by HTTP that are kept: an installer goes on to fetch hundreds of files. */
const HTTP_HEADS = 80;

/** A packet that is kept, and so many bytes of its payload. */
interface Chosen {
  readonly frame: Frame;
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
  const conversations = new Conversations();
  const first = packets.find(({ bytes }) => {
    const frame = readFrame(bytes);
    return frame !== undefined && conversations.of(frame)?.protocol.startsWith('DHCP');
  });
  if (first === undefined || heard === undefined) return packets[0]?.seconds ?? 0;
  return Math.round(first.seconds + first.micros / 1e6 - heard);
}

/** Says of each packet, in their order, what is kept of it: `data` is left out, and counted. */
class Chooser {
  readonly #mac: string;
  readonly #conversations = new Conversations();
  /** The last block of each transfer that was sent. */
  readonly #lastBlocks: ReadonlySet<Packet>;
  /** Whether any router answers: machines ask for one again and again where none does. */
  readonly #routed: boolean;
  readonly #begun = new Set<string>();
  readonly #calls = new Map<string, number>();
  #heads = 0;

  constructor(packets: readonly Packet[], mac: string) {
    this.#mac = mac;
    const conversations = new Conversations();
    const last = new Map<string, Packet>();
    let routed = false;
    for (const packet of packets) {
      const frame = readFrame(packet.bytes);
      if (frame === undefined) continue;
      const conversation = conversations.of(frame);
      if (conversation?.protocol === 'ICMPv6')
        routed ||= frame.payload[0] === routerTypes.advertisement;
      else if (conversation?.protocol === 'TFTP' && opcode(frame) === tftpOpcodes.data)
        last.set(conversation.id, packet);
    }
    this.#lastBlocks = new Set(last.values());
    this.#routed = routed;
  }

  next(packet: Packet): Chosen | 'data' | undefined {
    const frame = readFrame(packet.bytes);
    const conversation = frame === undefined ? undefined : this.#conversations.of(frame);
    if (frame === undefined || conversation === undefined) return undefined;
    switch (conversation.protocol) {
      case 'DHCP':
      case 'DHCPv6':
        return whole(frame);
      case 'ICMPv6':
        return this.#router(frame);
      case 'TFTP':
        return this.#tftp(frame, packet, conversation.id);
      case 'HTTP':
        return this.#http(frame);
      case 'NFS':
        return this.#rpc(frame, conversation.id);
    }
  }

  #router(frame: Frame): Chosen | undefined {
    const kind = frame.payload[0];
    const asks = kind === routerTypes.solicitation && frame.fromMac === this.#mac;
    return this.#routed && (asks || kind === routerTypes.advertisement) ? whole(frame) : undefined;
  }

  #tftp(frame: Frame, packet: Packet, transfer: string): Chosen | 'data' | undefined {
    if (frame.toPort === TFTP_PORT) return whole(frame);
    const kind = opcode(frame);
    if (kind === tftpOpcodes.error || kind === tftpOpcodes.options) return whole(frame);
    if (kind !== tftpOpcodes.data) return undefined;
    const first = !this.#begun.has(transfer);
    this.#begun.add(transfer);
    if (!first && !this.#lastBlocks.has(packet)) return 'data';
    return { frame, keep: TFTP_DATA_HEADER };
  }

  /** A head without the body behind it; other segments are data, and empty ones nothing at all. */
  #http(frame: Frame): Chosen | 'data' | undefined {
    if (frame.payload.length === 0) return undefined;
    const head = httpHead(frame.payload);
    if (head === undefined || ++this.#heads > HTTP_HEADS) return 'data';
    return { frame, keep: head.length };
  }

  #rpc(frame: Frame, port: string): Chosen | 'data' | undefined {
    if (frame.payload.length === 0) return undefined;
    const count = (this.#calls.get(port) ?? 0) + 1;
    this.#calls.set(port, count);
    return count > RPC_PACKETS ? 'data' : { frame, keep: RPC_BYTES };
  }
}

function opcode({ payload }: Frame): number {
  return payload[1] ?? 0;
}

function whole(frame: Frame): Chosen {
  return { frame, keep: frame.payload.length };
}
