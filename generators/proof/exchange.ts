import { readDhcp } from './messages/dhcp.ts';
import { readDhcpv6 } from './messages/dhcpv6.ts';
import { readHttp } from './messages/http.ts';
import { RpcCalls } from './messages/nfs.ts';
import { readRouter } from './messages/router.ts';
import type { Said } from './messages/said.ts';
import { readTftp } from './messages/tftp.ts';
import { readFrame, type Frame } from './frame.ts';
import { readPcap } from './pcap.ts';
import { Conversations, type Protocol } from './protocol.ts';
import type { Capture } from './statement.ts';

/*
 * From the captured packets of a boot to what machine and servers said to one another, as a sequence diagram draws it.
 */

export interface Message extends Said {
  /** Seconds from power-on. */
  readonly time: number;
  readonly from: Party;
  readonly to: Party;
  readonly protocol: Protocol;
  /** Packets of data that were left out just before it. */
  readonly omitted: number;
}

/** Who speaks or is spoken to. */
export interface Party {
  /** The booting machine, or what the other side is to it. */
  readonly role: 'machine' | 'router' | Exclude<Lowercase<Protocol>, 'icmpv6' | 'dhcpv6'>;
  /** Its address in this packet: a machine that has none yet speaks from 0.0.0.0, to 255.255.255.255. */
  readonly address: string;
}

export interface Exchange {
  readonly messages: readonly Message[];
  /** Packets of data that were left out after the last message. */
  readonly omitted: number;
}

/**
 * The messages of a capture, in their order.
 * @throws Error if the capture is none
 */
export function exchangeOf({ pcap, omitted }: Capture): Exchange {
  const packets = readPcap(fromBase64(pcap));
  const frames = packets.map(({ bytes }) => readFrame(bytes));
  const machine = machineIn(frames);
  const conversations = new Conversations();
  const calls = new RpcCalls();
  const messages: Message[] = [];
  let before = 0;
  for (const [index, frame] of frames.entries()) {
    before += omittedAt(omitted, index);
    const conversation = frame === undefined ? undefined : conversations.of(frame);
    if (frame === undefined || conversation === undefined) continue;
    const { protocol } = conversation;
    const { seconds, micros, length } = packets[index]!;
    const said = readMessage(protocol, frame, length, calls);
    if (said === undefined) continue;
    messages.push({
      time: seconds + micros / 1e6,
      from: party(frame.fromMac === machine, protocol, frame.fromAddress),
      to: party(frame.fromMac !== machine, protocol, frame.toAddress),
      protocol,
      ...said,
      omitted: before,
    });
    before = 0;
  }
  return { messages, omitted: before + omittedAt(omitted, frames.length) };
}

function readMessage(
  protocol: Protocol,
  frame: Frame,
  length: number,
  calls: RpcCalls,
): Said | undefined {
  switch (protocol) {
    case 'DHCP':
      return readDhcp(frame.payload);
    case 'DHCPv6':
      return readDhcpv6(frame.payload);
    case 'ICMPv6':
      return readRouter(frame.payload);
    case 'TFTP':
      return readTftp(frame, length - frame.start);
    case 'HTTP':
      return readHttp(frame.payload);
    case 'NFS':
      return calls.read(frame);
  }
}

function omittedAt(omitted: Capture['omitted'], index: number): number {
  return omitted.find(({ before }) => before === index)?.packets ?? 0;
}

/** The MAC of the machine: who asks for an address first, or who speaks first. */
function machineIn(frames: readonly (Frame | undefined)[]): string | undefined {
  const asks = frames.find((frame) => frame?.toPort === 67 || frame?.toPort === 547);
  return (asks ?? frames.find((frame) => frame !== undefined))?.fromMac;
}

function party(isMachine: boolean, protocol: Protocol, address: string): Party {
  if (isMachine) return { role: 'machine', address };
  switch (protocol) {
    case 'DHCP':
    case 'DHCPv6':
      return { role: 'dhcp', address };
    case 'ICMPv6':
      return { role: 'router', address };
    case 'TFTP':
      return { role: 'tftp', address };
    case 'HTTP':
      return { role: 'http', address };
    case 'NFS':
      return { role: 'nfs', address };
  }
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
