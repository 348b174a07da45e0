import { readPcap, type Packet } from '../proof/pcap.ts';

/*
 * Captures as people have them: of tcpdump with microseconds or nanoseconds, on one card or on all (`-i any`), and of
 * Wireshark, whose files have a format of their own.
 */

const MICROSECONDS = [0xa1b2c3d4, 0xd4c3b2a1];
const NANOSECONDS = [0xa1b23c4d, 0x4d3cb2a1];
/** https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html, section 4.1. */
const SECTION = 0x0a0d0d0a;
const LITTLE = 0x1a2b3c4d;
const INTERFACE = 1;
const SIMPLE = 3;
const ENHANCED = 6;

/** https://www.tcpdump.org/linktypes.html */
const ETHERNET = 1;
const COOKED = 113;
const COOKED_2 = 276;

/** Whether bytes are a capture, by their first four. */
export function isCapture(bytes: Uint8Array): boolean {
  if (bytes.length < 24) return false;
  const first = viewOf(bytes).getUint32(0);
  return [...MICROSECONDS, ...NANOSECONDS, SECTION].includes(first);
}

/**
 * The packets of a capture, as Ethernet frames.
 * @throws Error if it is none
 */
export function readCapture(bytes: Uint8Array): Packet[] {
  const view = viewOf(bytes);
  const first = view.getUint32(0);
  if (first === SECTION) return readPcapng(bytes);
  const little = first === 0xd4c3b2a1 || first === 0x4d3cb2a1;
  const link = view.getUint32(20, little);
  const copy = bytes.slice();
  const header = viewOf(copy);
  // What differs is mended in a copy, so that there is one reader.
  header.setUint32(0, 0xa1b2c3d4, little);
  header.setUint32(20, ETHERNET, little);
  const packets = readPcap(copy).map((packet) => framed(packet, link));
  if (!NANOSECONDS.includes(first)) return packets;
  return packets.map((packet) => ({ ...packet, micros: Math.floor(packet.micros / 1000) }));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A packet with the header of Ethernet, whatever it was captured with. */
function framed(packet: Packet, link: number): Packet {
  const header = link === COOKED ? 16 : link === COOKED_2 ? 20 : 0;
  if (header === 0 || packet.bytes.length < header) return packet;
  const from = link === COOKED ? 6 : 12;
  const type = link === COOKED ? 14 : 0;
  const bytes = new Uint8Array(packet.bytes.length - header + 14);
  bytes.set(packet.bytes.subarray(from, from + 6), 6);
  bytes.set(packet.bytes.subarray(type, type + 2), 12);
  bytes.set(packet.bytes.subarray(header), 14);
  return { ...packet, bytes, length: packet.length - header + 14 };
}

function readPcapng(bytes: Uint8Array): Packet[] {
  const view = viewOf(bytes);
  const packets: Packet[] = [];
  let little = true;
  let links: { link: number; perSecond: number }[] = [];
  for (let at = 0; at + 12 <= bytes.length;) {
    if (view.getUint32(at) === SECTION) {
      little = view.getUint32(at + 8, true) === LITTLE;
      links = [];
    }
    const type = view.getUint32(at, little);
    const length = view.getUint32(at + 4, little);
    if (length < 12 || at + length > bytes.length) break;
    if (type === INTERFACE)
      links.push({
        link: view.getUint16(at + 8, little),
        perSecond: resolution(bytes.subarray(at + 16, at + length - 4), little),
      });
    if (type === ENHANCED && length >= 32) {
      const { link, perSecond } = links[view.getUint32(at + 8, little)] ?? {
        link: ETHERNET,
        perSecond: 1e6,
      };
      const high = view.getUint32(at + 12, little);
      const time = (high * 2 ** 32 + view.getUint32(at + 16, little)) / perSecond;
      const captured = Math.min(view.getUint32(at + 20, little), length - 32);
      packets.push(
        framed(
          {
            seconds: Math.floor(time),
            micros: Math.floor((time % 1) * 1e6),
            bytes: bytes.subarray(at + 28, at + 28 + captured),
            length: view.getUint32(at + 24, little),
          },
          link,
        ),
      );
    }
    if (type === SIMPLE && length >= 16) {
      const original = view.getUint32(at + 8, little);
      const packet = bytes.subarray(at + 12, at + 12 + Math.min(original, length - 16));
      packets.push(
        framed(
          { seconds: 0, micros: 0, bytes: packet, length: original },
          links[0]?.link ?? ETHERNET,
        ),
      );
    }
    at += length;
  }
  return packets;
}

const RESOLUTION = 9;

/** Ticks in a second, by the option if_tsresol. */
function resolution(options: Uint8Array, little: boolean): number {
  const view = viewOf(options);
  for (let at = 0; at + 4 <= options.length;) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (code === 0) break;
    const value = options[at + 4];
    if (code === RESOLUTION && value !== undefined)
      return value & 0x80 ? 2 ** (value & 0x7f) : 10 ** value;
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return 1e6;
}
