import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diagnose } from '../../../generators/diagnose/diagnose.ts';
import { proofStatement } from '../../../generators/proof/statement.ts';
import { recorded } from '../../lab/replay.ts';
import { knowledge, root } from './known.ts';

test.each(['web02', 'build03', 'db02'] as const)('a recorded boot of %s is healthy', (host) => {
  const events = recorded(host);
  const console = events.map((event) => (event.kind === 'console' ? event.text : '')).join('');
  const log = events.flatMap((event) => (event.kind === 'log' ? [event.line] : [])).join('\n');
  const seen = diagnose({ text: console }, knowledge);
  expect(seen).toMatchObject({ healthy: true, host, stage: 'root', causes: [] });
  expect(diagnose({ text: log }, knowledge)).toMatchObject({
    healthy: true,
    host,
    stage: 'kernel',
  });
});

const proofs = [
  'bios-pxelinux-install',
  'uefi-secure-boot-grub',
  'kea-bios',
  'proxydhcp-bios',
  // Between their menu and their disk, the firmware of these tries HTTP Boot, which nobody serves.
  'host-edge01',
  'host-desk01',
];

test('what fails before the menu is told, even if the disk starts at last', () => {
  const text = readFileSync(join(root, 'content/proofs/host-edge01.json'), 'utf8');
  const { host, console } = proofStatement.parse(JSON.parse(text)).predicate.boot;
  const from = console.findIndex((line) => line.includes('No more network devices'));
  const seen = diagnose({ text: console.slice(from).join('\n'), host }, knowledge);
  expect(seen.healthy).toBe(false);
  expect(seen.causes[0]).toMatchObject({ stage: 'nbp', id: 'uefi-http-filesize' });
});

test.each(proofs)('the capture and the console of the proof %s are healthy', (id) => {
  const text = readFileSync(join(root, 'content/proofs', `${id}.json`), 'utf8');
  const { host, console, capture } = proofStatement.parse(JSON.parse(text)).predicate.boot;
  const bytes = Buffer.from(capture.pcap, 'base64');
  expect(diagnose({ bytes }, knowledge)).toMatchObject({ healthy: true, host, causes: [] });
  const seen = diagnose({ text: console.join('\n'), host }, knowledge);
  expect(seen).toMatchObject({ healthy: true, host, causes: [] });
});

test('a capture without an answer is not healthy, and one cut to nothing is not known', () => {
  const text = readFileSync(join(root, 'content/proofs/local-bios.json'), 'utf8');
  const { pcap } = proofStatement.parse(JSON.parse(text)).predicate.boot.capture;
  const bytes = Buffer.from(pcap, 'base64');
  const none = diagnose({ bytes: bytes.subarray(0, 24) }, knowledge);
  expect(none).toMatchObject({ healthy: false, stage: null, causes: [] });
  expect(none.next).toHaveLength(2);
});

test('no console of a proof and no capture is an error, with its host or without', () => {
  const folder = join(root, 'content/proofs');
  const wrong: string[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const text = readFileSync(join(folder, file), 'utf8');
    const { host, console, capture } = proofStatement.parse(JSON.parse(text)).predicate.boot;
    const inputs = [
      { text: console.join('\n') },
      { text: console.join('\n'), host },
      { bytes: Buffer.from(capture.pcap, 'base64'), host },
    ];
    for (const input of inputs)
      for (const { id } of diagnose(input, knowledge).causes) wrong.push(`${file}: ${id}`);
  }
  expect(wrong).toEqual([]);
});
