import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { isCapture, readCapture } from '../../generators/diagnose/capture-file.ts';
import { linesOf } from '../../generators/diagnose/lines.ts';
import { bytesOf } from '../../src/diagnose/file-bytes.ts';

const lines = Array.from({ length: 3000 }, (_, index) => `line ${index + 1} of this log`);
const log = new TextEncoder().encode(lines.join('\n'));

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

test('a file as it is, and one that gzip packed', async () => {
  expect(textOf(await bytesOf(new Blob([log])))).toBe(lines.join('\n'));
  expect(textOf(await bytesOf(new Blob([gzipSync(log)])))).toBe(lines.join('\n'));
});

test('of a file that is too long: beginning and end, and each line keeps its number', async () => {
  for (const file of [new Blob([log]), new Blob([gzipSync(log)])]) {
    const bytes = await bytesOf(file, 10_000);
    expect(bytes.length).toBeLessThan(13_000);
    const kept = linesOf(textOf(bytes)).filter(({ text }) => /^line \d+ of this log$/.test(text));
    expect(kept.length).toBeGreaterThan(350);
    expect(kept[0]).toEqual({ number: 1, text: lines[0] });
    expect(kept.at(-1)).toEqual({ number: 3000, text: lines.at(-1) });
    for (const { number, text } of kept) expect(text).toBe(lines[number - 1]);
  }
});

test('a capture that is too long is read as far as it goes', async () => {
  const url = new URL('../generators/proof/recorded/bios-pxelinux.pcap', import.meta.url);
  const capture = new Uint8Array(readFileSync(url));
  const all = readCapture(capture);
  const bytes = await bytesOf(new Blob([capture]), capture.length / 2);
  expect(isCapture(bytes)).toBe(true);
  const some = readCapture(bytes);
  expect(some.length).toBeGreaterThan(1);
  expect(all.slice(0, some.length)).toEqual(some);
});

test('an archive that was cut off is good as far as it goes; what is none at all is refused', async () => {
  const archive = gzipSync(Buffer.from(lines.map((line) => line + Math.random()).join('\n')));
  const cut = textOf(await bytesOf(new Blob([archive.subarray(0, archive.length / 2)])));
  expect(cut.startsWith('line 1 of this log')).toBe(true);
  await expect(bytesOf(new Blob([Buffer.of(0x1f, 0x8b, 1, 2, 3, 4)]))).rejects.toThrow();
});
