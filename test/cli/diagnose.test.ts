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

test('a log of syslog and nginx, whose lines agree on the year and the zone of nginx', () => {
  const site = repo();
  site.env['TZ'] = 'Asia/Tokyo';
  site.write(
    'mixed.log',
    `Feb 29 23:59:58 boot1 dnsmasq-dhcp[2]: 8 vendor class: PXEClient:Arch:00000:UNDI:002001
Feb 29 23:59:58 boot1 dnsmasq-dhcp[2]: 8 DHCPDISCOVER(eno1) 52:54:00:00:00:01
Feb 29 23:59:59 boot1 dnsmasq-dhcp[2]: 8 DHCPACK(eno1) 10.1.0.11 52:54:00:00:00:01
Mar  1 00:00:01 boot1 dnsmasq-tftp[2]: sent /srv/tftp/pxelinux.0 to 10.1.0.11
Mar  1 00:00:03 boot1 dnsmasq-tftp[2]: sent /srv/tftp/pxelinux.cfg/01-52-54-00-00-00-01 to 10.1.0.11
10.1.0.11 - - [01/Mar/2028:00:00:08 +0100] "GET /images/linux HTTP/1.1" 200 6 "-" "-"
`,
  );
  const now = ['--now', '2028-03-02T08:00:00Z'];
  expect(site.run('watch', 'mixed.log', '--once', ...now)).toMatchInlineSnapshot(`
    "$ bootbook watch mixed.log --once --now 2028-03-02T08:00:00Z
    web01          ■■■■■■     kernel     10 s  images/linux by HTTP"
  `);
  expect(site.run('diagnose', 'mixed.log', '--host', 'web01', ...now)).toMatchInlineSnapshot(`
    "$ bootbook diagnose mixed.log --host web01 --now 2028-03-02T08:00:00Z
    Nothing wrong here: web01 reached kernel (images/linux by HTTP).
    Host: web01"
  `);
  const seen = site.run('diagnose', 'mixed.log', '--json', ...now);
  const { machines } = JSON.parse(seen.slice(seen.indexOf('\n'))) as Record<string, unknown>;
  expect(machines).toMatchInlineSnapshot(`
    [
      {
        "healthy": true,
        "known": true,
        "name": "web01",
        "reached": [
          {
            "line": 2,
            "seconds": 0,
            "stage": "link",
            "what": "first DHCP packet",
          },
          {
            "line": 3,
            "seconds": 1,
            "stage": "dhcp",
            "what": "address 10.1.0.11",
          },
          {
            "line": 4,
            "seconds": 3,
            "stage": "nbp",
            "what": "pxelinux.0 by TFTP",
          },
          {
            "line": 5,
            "seconds": 5,
            "stage": "menu",
            "what": "pxelinux.cfg/01-52-54-00-00-00-01 by TFTP",
          },
          {
            "line": 6,
            "seconds": 10,
            "stage": "kernel",
            "what": "images/linux by HTTP",
          },
        ],
        "stage": "kernel",
        "what": "images/linux by HTTP",
      },
    ]
  `);
});

test('a log in which no line has a year stands still since the time that its reading gives it', () => {
  const site = repo();
  site.env['TZ'] = 'UTC';
  site.write(
    'syslog',
    `Dec 31 23:59:30 boot1 dnsmasq-dhcp[2]: 8 vendor class: PXEClient:Arch:00000:UNDI:002001
Dec 31 23:59:30 boot1 dnsmasq-dhcp[2]: 8 DHCPDISCOVER(eno1) 52:54:00:00:00:01
Jan  1 00:03:30 boot1 dnsmasq-dhcp[2]: 9 DHCPDISCOVER(eno1) 52:54:00:00:00:09
`,
  );
  expect(site.run('watch', 'syslog', '--once', '--now', '2027-01-01T00:04:00Z'))
    .toMatchInlineSnapshot(`
    "$ bootbook watch syslog --once --now 2027-01-01T00:04:00Z
    web01          ■■□□□      link        0 s  first DHCP packet  stands still before dhcp for 240 s: DHCP, /stages/dhcp/"
  `);
});
