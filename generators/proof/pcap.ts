/*
 * Files of captured packets, in the format of tcpdump:
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-05.html
 */

/** A captured packet: an Ethernet frame, maybe cut. */
export interface Packet {
  /** Seconds and microseconds of its time stamp. */
  readonly seconds: number;
  readonly micros: number;
  /** As far as it was captured. */
  readonly bytes: Uint8Array;
  /** Its length on the wire. */
  readonly length: number;
}

const MAGIC = 0xa1b2c3d4;
const FILE_HEADER = 24;
const PACKET_HEADER = 16;
const ETHERNET = 1;
const SNAPLEN = 65535;

/**
 * The packets of a file, in their order. A packet that the file ends in the middle of is left out: whoever wrote it was stopped.
 * @throws Error if it is no such file, or not one of Ethernet frames
 */
export function readPcap(file: Uint8Array): Packet[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < FILE_HEADER) throw new Error('This is no capture: it ends within its header.');
  const little = view.getUint32(0, true) === MAGIC;
  if (!little && view.getUint32(0) !== MAGIC)
    throw new Error('This is no capture in the format of tcpdump, with microseconds.');
  const link = view.getUint32(20, little);
  if (link !== ETHERNET)
    throw new Error(`This capture is not of Ethernet frames: its link type is ${link}.`);
  const packets: Packet[] = [];
  for (let at = FILE_HEADER; at + PACKET_HEADER <= file.length;) {
    const [seconds, micros, captured, length] = [0, 4, 8, 12].map((offset) =>
      view.getUint32(at + offset, little),
    ) as [number, number, number, number];
    const start = at + PACKET_HEADER;
    at = start + captured;
    if (at > file.length) break;
    packets.push({ seconds, micros, bytes: file.subarray(start, at), length });
  }
  return packets;
}

/** A file of packets. */
export function writePcap(packets: readonly Packet[]): Uint8Array {
  const size = packets.reduce((sum, { bytes }) => sum + PACKET_HEADER + bytes.length, FILE_HEADER);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, SNAPLEN, true);
  view.setUint32(20, ETHERNET, true);
  let at = FILE_HEADER;
  for (const { seconds, micros, bytes, length } of packets) {
    for (const [index, value] of [seconds, micros, bytes.length, length].entries())
      view.setUint32(at + 4 * index, value, true);
    file.set(bytes, at + PACKET_HEADER);
    at += PACKET_HEADER + bytes.length;
  }
  return file;
}
