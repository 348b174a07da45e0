import { expect, test } from 'vitest';
import { timeLimit } from '../../lab/limit.ts';
import { promiseOf } from '../../lab/promise.ts';
import { failureText, furthest, type BootResult } from '../../lab/result.ts';
import { needTools, pathOf, toolsFor } from '../../lab/tools.ts';
import { Unable } from '../../lab/unable.ts';
import { example } from './site.ts';

const result: BootResult = {
  host: 'web02',
  server: 'boot1',
  route: 'bios-amd64-tftp-pxelinux',
  profile: 'debian-12-rescue',
  ok: false,
  failure: 'It did not reach root within 200 s.',
  until: 'root',
  stages: [
    { stage: 'menu', what: 'pxelinux.cfg/default by TFTP', seconds: 21.64 },
    { stage: 'nbp', what: 'pxelinux.0 by TFTP', seconds: 21.7 },
  ],
  seconds: 200,
  limit: 200,
  accelerator: 'tcg',
  commandLine: undefined,
  files: [],
  console: [
    ...Array.from({ length: 30 }, (_, index) => `serial1: line ${index + 1}`),
    'serial1: x                x',
    'screen: └──────────────────┘',
  ],
  log: [
    'dnsmasq: dnsmasq-dhcp[23]: 1 sent size:  4 option:  3 router  10.20.0.1',
    'dnsmasq: dnsmasq-tftp[23]: file /srv/tftp/images/linux not found for 10.20.0.12',
  ],
  symptoms: [],
  capture: new Uint8Array(),
};

test('a failed boot tells the furthest stage and the last lines of console and logs', () => {
  expect(failureText(result)).toMatchInlineSnapshot(`
    "web02: It did not reach root within 200 s.
    Stage reached: menu, after 21.6 s (pxelinux.cfg/default by TFTP).
    Console, the last lines:
      serial1: line 11
      serial1: line 12
      serial1: line 13
      serial1: line 14
      serial1: line 15
      serial1: line 16
      serial1: line 17
      serial1: line 18
      serial1: line 19
      serial1: line 20
      serial1: line 21
      serial1: line 22
      serial1: line 23
      serial1: line 24
      serial1: line 25
      serial1: line 26
      serial1: line 27
      serial1: line 28
      serial1: line 29
      serial1: line 30
    Logs, the last lines:
      dnsmasq: dnsmasq-tftp[23]: file /srv/tftp/images/linux not found for 10.20.0.12"
  `);
});

test('a machine without any sign of life', () => {
  expect(failureText({ ...result, stages: [], console: [], log: [] })).toBe(
    [
      'web02: It did not reach root within 200 s.',
      'It gave no sign of life.',
      'Console: nothing.',
      'Logs: nothing.',
    ].join('\n'),
  );
});

test('the furthest stage is that of the boot chain, not the last one seen', () => {
  expect(furthest(result.stages)?.stage).toBe('menu');
});

test('time limits grow with a slower machine, within bounds, and never shrink', () => {
  expect(timeLimit('amd64', 0.1)).toBe(200);
  expect(timeLimit('amd64', 1.2)).toBe(400);
  expect(timeLimit('amd64', 60)).toBe(600);
  expect(timeLimit('arm64', 0.6)).toBeGreaterThan(200);
});

test.each([
  ['web01', 'handoff', false],
  ['web02', 'root', true],
  ['web03', 'root', false],
  ['db03', 'handoff', false],
])('%s promises %s', (id, stage, printsArguments) => {
  const { plan, host } = example(id);
  expect(promiseOf(plan, host)).toMatchObject({ stage, printsArguments });
});

test('an installer promises to fetch its preseed file, since quiet hides the command line', () => {
  const { plan, host } = example('web03');
  const { preseed, args } = promiseOf(plan, host);
  expect(preseed).toBe('preseed/debian-12-install.cfg');
  expect(args).toContain('quiet');
  expect(args).toContain(`url=http://10.20.0.2/${preseed}`);
});

test('what is missing is named with the Debian package that has it', () => {
  const missing = { name: 'OVMF', find: '/usr/share/OVMF/no-such-file.fd' } as const;
  const check = (): void => needTools([missing, { name: 'nginx', find: 'no-such-nginx' }]);
  expect(check).toThrow(Unable);
  expect(check).toThrow('Not on this machine: OVMF, nginx.');
  try {
    check();
  } catch (error) {
    expect((error as Unable).advice).toBe(
      'On Debian: apt-get install --no-install-recommends ovmf nginx-light',
    );
  }
});

test('each kind of machine asks for its own firmware only', () => {
  const names = (id: string): string[] => toolsFor(example(id).host).map(({ name }) => name);
  expect(names('web01')).toContain('iPXE option ROMs');
  expect(names('web01')).not.toContain('OVMF');
  expect(names('app01')).toContain('OVMF');
  expect(names('build01')).toEqual(expect.arrayContaining(['AAVMF', 'qemu-system-aarch64']));
  expect(names('mail01')).toContain('dhcpd');
});

test('programs are found where Debian keeps servers, too', () => {
  expect(pathOf('sh')).toMatch(/\/sh$/);
  expect(pathOf('/no/such/file')).toBeUndefined();
});
