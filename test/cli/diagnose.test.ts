import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { followFile } from '../../cli/follow-file.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { smallSite } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

const entry = readFileSync(
  join(import.meta.dirname, '../../content/errors/intel-pxe-e32.mdx'),
  'utf8',
);

function repo(): Scenario {
  const scenario = new Scenario({
    'content/inventory/site.yaml': smallSite,
    'content/errors/intel-pxe-e32.mdx': entry,
  });
  scenario.env['XDG_RUNTIME_DIR'] = scenario.path();
  return scenario;
}

test('a message in a file, with the values of the host', () => {
  const site = repo();
  site.write('console.txt', 'CLIENT MAC ADDR: 52 54 00 00 00 01\nPXE-E32: TFTP open timeout\n');
  const told = site.run('diagnose', 'console.txt', '--now', '2026-11-22');
  expect(told).toMatch(/It stands still at nbp: PXE-E32/);
  expect(told).toMatch(/Host: web01/);
  expect(told).toMatch(/\+ line 2: PXE-E32: TFTP open timeout/);
  expect(told).toMatch(/tftp:\/\/10\.1\.0\.\d+\/pxelinux\.0/);
});

test('as JSON', () => {
  const site = repo();
  site.write('console.txt', 'PXE-E32: TFTP open timeout\n');
  const told = site.run('diagnose', 'console.txt', '--host', 'web01', '--json');
  const answer = JSON.parse(told.slice(told.indexOf('\n'))) as Record<string, unknown>;
  expect(answer).toMatchObject({
    stage: 'nbp',
    healthy: false,
    host: 'web01',
    causes: [
      {
        id: 'intel-pxe-e32',
        stage: 'nbp',
        page: expect.stringMatching(/^\/errors\/intel-pxe-e32\/#/) as string,
        evidence: [{ line: 1, text: 'PXE-E32: TFTP open timeout' }],
      },
      ...Array.from(
        { length: (answer['causes'] as unknown[]).length - 1 },
        () => expect.anything() as unknown,
      ),
    ],
  });
});

test('what it does not know, and what it cannot read', () => {
  const site = repo();
  site.write('words.txt', 'the coffee machine is broken\n');
  expect(site.run('diagnose', 'words.txt')).toMatch(/Not known[^]*Fetch these next[^]*exit 1$/);
  expect(site.run('diagnose', 'none.txt')).toMatch(/There is no none\.txt/);
  expect(site.run('diagnose', 'words.txt', '--host', 'web09')).toMatch(/There is no host web09/);
});

test('a file is followed while it grows, is moved away, and is cut', async () => {
  const site = repo();
  const path = site.path('boot.log');
  writeFileSync(path, 'one\ntw');
  const steps = [
    (): void => appendFileSync(path, 'o\nthree\n'),
    (): void => {
      renameSync(path, `${path}.1`);
      appendFileSync(`${path}.1`, 'last of the old\n');
      writeFileSync(path, 'first of the new\n');
    },
    (): void => {
      truncateSync(path, 0);
      appendFileSync(path, 'cut\n');
    },
  ];
  let over = false;
  const seen: string[] = [];
  for await (const lines of followFile(path, () => over)) {
    seen.push(...lines);
    // Nothing new: the next thing happens to the file.
    if (lines.length > 0) continue;
    const step = steps.shift();
    if (step === undefined) over = true;
    else step();
  }
  expect(seen).toEqual(['one', 'two', 'three', 'last of the old', 'first of the new', 'cut']);
});
