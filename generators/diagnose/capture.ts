import { macText, readFrame, type Frame } from '../proof/frame.ts';
import { readDhcp } from '../proof/messages/dhcp.ts';
import { readHttp } from '../proof/messages/http.ts';
import type { Said } from '../proof/messages/said.ts';
import { readTftp } from '../proof/messages/tftp.ts';
import { Conversations } from '../proof/protocol.ts';
import { readCapture } from './capture-file.ts';
import type { DhcpMessage, LogEvent, Outcome } from './events.ts';

/*
 * From captured packets to the facts that a log would tell of them.
 */

/** What one packet says: a line for people and patterns, and what it means. */
export interface PacketLine {
  readonly text: string;
  readonly events: readonly LogEvent[];
}

/** Positions of the client's MAC in a message of DHCP: RFC 2131, section 2. */
const CHADDR = 28;

/**
 * The packets of a capture that concern a boot.
 * @throws Error if it is no capture
 */
export function packetLines(file: Uint8Array): PacketLine[] {
  const conversations = new Conversations();
  const asking = new Set<string>();
  const transfers = new Transfers();
  const lines: PacketLine[] = [];
  let start: number | undefined;
  for (const { seconds, micros, bytes, length } of readCapture(file)) {
    const frame = readFrame(bytes);
    const conversation = frame === undefined ? undefined : conversations.of(frame);
    if (frame === undefined || conversation === undefined) continue;
    start ??= seconds + micros / 1e6;
    const time = (seconds + micros / 1e6 - start).toFixed(3);
    let line: PacketLine | undefined;
    if (conversation.protocol === 'DHCP') {
      line = dhcpLine(frame);
      for (const { mac } of line?.events ?? []) if (mac !== undefined) asking.add(mac);
    }
    if (conversation.protocol === 'DHCPv6' && frame.toPort === 547) asking.add(frame.fromMac);
    if (conversation.protocol === 'TFTP')
      line = transfers.take(conversation.id, frame, length - frame.start);
    if (conversation.protocol === 'HTTP') line = transfers.http(conversation.id, frame);
    if (line === undefined) continue;
    // Behind a router frames bear the router's MAC; and by IPv6 a machine has several addresses.
    const mac = [frame.fromMac, frame.toMac].find((each) => asking.has(each));
    const events = line.events.map((event) => ({ mac, ...event }));
    lines.push({ text: `${time} s ${line.text}`, events });
  }
  return lines;
}

function detail({ details }: Said, name: RegExp): string | undefined {
  return details.find((each) => name.test(each.name))?.value;
}

const MESSAGES: ReadonlySet<string> = new Set([
  'DISCOVER',
  'OFFER',
  'REQUEST',
  'ACK',
  'NAK',
  'DECLINE',
  'INFORM',
  'RELEASE',
]);

function dhcpLine(frame: Frame): PacketLine | undefined {
  const said = readDhcp(frame.payload);
  if (said === undefined) return undefined;
  const [message = '', about] = said.what.split(' ');
  if (!MESSAGES.has(message)) return undefined;
  const mac = macText(frame.payload.subarray(CHADDR, CHADDR + 6));
  const vendor = detail(said, /vendor class/i);
  const user = detail(said, /user class/i);
  const answers = message === 'OFFER' || message === 'ACK';
  const yours = detail(said, /^your address$/);
  const server = detail(said, /server identifier/i) ?? frame.fromAddress;
  const file = detail(said, /^boot file$/) ?? detail(said, /boot ?file name|^67\b/i);
  const next = detail(said, /^next-server$/);
  const proxy = answers && yours === undefined && vendor !== undefined;
  const told = (what: Extract<LogEvent, { kind: 'told' }>['what'], value?: string): LogEvent[] =>
    value === undefined ? [] : [{ kind: 'told', what, value, mac }];
  const packet: LogEvent = {
    ...{ kind: 'dhcp', mac, message: proxy ? 'PROXY' : (message as DhcpMessage) },
    ...{ address: answers ? yours : undefined, server: answers && !proxy ? server : undefined },
  };
  const words = [
    `DHCP${message}`,
    about,
    mac,
    answers ? `from ${server}` : undefined,
    vendor === undefined ? undefined : `vendor class ${vendor}`,
    user === undefined ? undefined : `user class ${user}`,
    next === undefined ? undefined : `next server ${next}`,
    answers ? `boot file ${file ?? 'none'}` : undefined,
  ];
  return {
    text: words.filter((word) => word !== undefined && word !== '').join(' '),
    events: [
      ...(answers ? [] : [...told('vendor class', vendor), ...told('user class', user)]),
      packet,
      ...(answers
        ? [...told('boot file', file), ...told('next-server', next), ...told('tags', 'packet')]
        : []),
    ],
  };
}

interface Transfer {
  readonly file: string;
  readonly address: string;
  /** Bytes of data in each of its packets. */
  blockSize: number;
}

/** Files on their way. */
class Transfers {
  readonly #tftp = new Map<string, Transfer>();
  readonly #http = new Map<string, Transfer>();

  take(id: string, frame: Frame, length: number): PacketLine | undefined {
    const said = readTftp(frame, length);
    if (said === undefined) return undefined;
    const [what, first = '', ...rest] = said.what.split(' ');
    if (what === 'RRQ') {
      const file = first.replace(/^\/+/, '');
      const probed = this.#tftp.get(id);
      this.#tftp.set(id, { file, address: frame.fromAddress, blockSize: 512 });
      const again = probed === undefined ? '' : ' again';
      return {
        text: `tftp ${frame.fromAddress} asks ${frame.toAddress} for ${said.what.slice(4)}${again}`,
        events: [fileEvent(file, frame.fromAddress, 'wanted')],
      };
    }
    const transfer = this.#tftp.get(id);
    if (transfer === undefined) return undefined;
    const { file, address } = transfer;
    if (what === 'OACK') {
      const size = /blksize=(\d+)/i.exec(said.what)?.[1];
      if (size !== undefined) transfer.blockSize = Number(size);
      return { text: `tftp ${frame.fromAddress} offers ${said.what} for ${file}`, events: [] };
    }
    if (what === 'ERROR') {
      const outcome: Outcome =
        first === '1' ? 'missing' : first === '2' ? 'denied' : first === '8' ? 'aborted' : 'failed';
      return {
        text: `tftp error ${first} ${rest.join(' ')} from ${frame.fromAddress} for ${file}`,
        events: [fileEvent(file, address, outcome)],
      };
    }
    // The last block is shorter than the others (RFC 1350, section 6).
    const bytes = what === 'DATA' ? length - 4 : undefined;
    if (bytes === undefined || bytes >= transfer.blockSize) return undefined;
    this.#tftp.delete(id);
    return { text: `tftp sent ${file} to ${address}`, events: [fileEvent(file, address, 'sent')] };
  }

  http(id: string, frame: Frame): PacketLine | undefined {
    const said = readHttp(frame.payload);
    if (said === undefined) return undefined;
    const request = /^(GET|HEAD) (\S+)/.exec(said.what);
    if (request !== null) {
      const file = request[2]!.split('?', 1)[0]!.replace(/^\/+/, '');
      if (request[1] === 'GET')
        this.#http.set(id, { file, address: frame.fromAddress, blockSize: 0 });
      return {
        text: `http ${frame.fromAddress} asks ${frame.toAddress}: ${said.what}`,
        events: [],
      };
    }
    const asked = this.#http.get(id);
    if (asked === undefined) return undefined;
    const status = Number(said.what.slice(0, 3));
    const outcome: Outcome =
      status === 404 ? 'missing' : status === 403 ? 'denied' : status >= 400 ? 'failed' : 'sent';
    return {
      text: `http ${frame.fromAddress} answers ${said.what} for /${asked.file}`,
      events: [
        { kind: 'file', by: 'http', file: asked.file, address: asked.address, outcome, status },
      ],
    };
  }
}

function fileEvent(file: string, address: string, outcome: Outcome): LogEvent {
  return { kind: 'file', by: 'tftp', file, address, outcome };
}
