import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isCapture, readCapture } from '../../../generators/diagnose/capture-file.ts';
import { packetLines } from '../../../generators/diagnose/capture.ts';
import { proofStatement } from '../../../generators/proof/statement.ts';
import { root } from './known.ts';

const text = readFileSync(join(root, 'content/proofs/local-bios.json'), 'utf8');
const { pcap } = proofStatement.parse(JSON.parse(text)).predicate.boot.capture;
const file = new Uint8Array(Buffer.from(pcap, 'base64'));
const packets = readCapture(file);

/** One block of Wireshark's format: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html */
function block(type: number, body: Uint8Array): Uint8Array {
  const padded = Math.ceil(body.length / 4) * 4;
  const bytes = new Uint8Array(padded + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, bytes.length, true);
  bytes.set(body, 8);
  view.setUint32(bytes.length - 4, bytes.length, true);
  return bytes;
}

function words(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

test('what Wireshark saves is read like what tcpdump writes', () => {
  const blocks = [
    block(0x0a0d0d0a, words(0x1a2b3c4d, 1, 0xffffffff, 0xffffffff)),
    block(1, words(1, 65535)),
    ...packets.map(({ seconds, micros, bytes, length }) => {
      const time = BigInt(seconds) * 1_000_000n + BigInt(micros);
      const head = words(0, Number(time >> 32n), Number(time & 0xffffffffn), bytes.length, length);
      return block(6, new Uint8Array([...head, ...bytes]));
    }),
  ];
  const saved = new Uint8Array(blocks.flatMap((each) => [...each]));
  expect(isCapture(saved)).toBe(true);
  expect(packetLines(saved).map((line) => line.text)).toEqual(
    packetLines(file).map((line) => line.text),
  );
});

test('a capture on all cards is read like one on a single card', () => {
  const cooked = packets.map(({ bytes }) => {
    const head = new Uint8Array(16);
    head.set(bytes.subarray(6, 12), 6);
    head.set(bytes.subarray(12, 14), 14);
    return new Uint8Array([...head, ...bytes.subarray(14)]);
  });
  const parts = cooked.map((bytes, index) => {
    const { seconds, micros, length } = packets[index]!;
    return new Uint8Array([...words(seconds, micros, bytes.length, length + 2), ...bytes]);
  });
  const head = words(0xa1b2c3d4, 0x00040002, 0, 0, 65535, 113);
  const all = new Uint8Array([...head, ...parts.flatMap((each) => [...each])]);
  const outcomes = (bytes: Uint8Array): string[] =>
    packetLines(bytes).flatMap(({ events }) =>
      events.flatMap((event) => (event.kind === 'file' ? [`${event.file} ${event.outcome}`] : [])),
    );
  expect(outcomes(all)).toEqual(outcomes(file));
  expect(outcomes(all)).toContain('pxelinux.0 sent');
});

test('text is no capture', () => {
  expect(isCapture(new TextEncoder().encode('PXE-E32: TFTP open timeout, and so on'))).toBe(false);
});
