import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Promised } from '../../lab/promise.ts';
import {
  commandLineOf,
  kernelArguments,
  missingArguments,
  servedFile,
  stageOfConsole,
  stagesOfLog,
} from '../../lab/watch.ts';
import { promises } from './replay.ts';

const promised: Promised = promises.web02;

function stages(from: string, line: string, of: Promised = promised): string[] {
  return stagesOfLog(from, line, of).map(({ stage, what }) => `${stage}: ${what}`);
}

test.each([
  [
    'dnsmasq',
    'dnsmasq-dhcp[23]: 36388 DHCPDISCOVER(eno1) 00:24:e8:5a:10:02 ',
    ['link: first DHCP packet of this machine'],
  ],
  ['dnsmasq', 'dnsmasq-dhcp[23]: 36388 DHCPDISCOVER(eno1) 00:24:e8:5a:10:99 ', []],
  [
    'dnsmasq',
    'dnsmasq-dhcp[23]: 36388 DHCPACK(eno1) 10.20.0.12 00:24:e8:5a:10:02 web02',
    ['link: first DHCP packet of this machine', 'dhcp: address 10.20.0.12'],
  ],
  [
    'dnsmasq',
    'dnsmasq-tftp[23]: sent /srv/tftp/pxelinux.0 to 10.20.0.12',
    ['nbp: pxelinux.0 by TFTP'],
  ],
  ['dnsmasq', 'dnsmasq-tftp: sent /srv/tftp/pxelinux.0 to 10.20.0.12', ['nbp: pxelinux.0 by TFTP']],
  [
    'dnsmasq',
    'dnsmasq-tftp[23]: sent /srv/tftp/pxelinux.cfg/01-00-24-e8-5a-10-02 to 10.20.0.12',
    ['menu: pxelinux.cfg/01-00-24-e8-5a-10-02 by TFTP'],
  ],
  ['dnsmasq', 'dnsmasq-tftp[23]: sent /srv/tftp/menu.c32 to 10.20.0.12', []],
  ['dnsmasq', 'dnsmasq-tftp[23]: file /srv/tftp/pxelinux.0 not found for 10.20.0.12', []],
  ['dnsmasq', 'dnsmasq-tftp[23]: failed sending /srv/tftp/pxelinux.0 to 10.20.0.12', []],
  [
    'dnsmasq',
    'dnsmasq-tftp[23]: sent /srv/tftp/images/debian-12-installer-amd64/linux to 10.20.0.12',
    ['kernel: images/debian-12-installer-amd64/linux by TFTP'],
  ],
  [
    'dnsmasq',
    'dnsmasq-dhcp[23]: 35307 vendor class: d-i',
    ['initrd: the installer asks for an address'],
  ],
  [
    'nginx',
    '10.20.0.43 [2026-11-22T20:55:55+00:00] "GET /boot.ipxe HTTP/1.1" 200 2146 0.000 "iPXE/1.0.0"',
    ['menu: boot.ipxe by HTTP'],
  ],
  [
    'nginx',
    '10.20.0.43 - - [22/Nov/2026:20:55:55 +0000] "GET /boot.ipxe HTTP/1.1" 404 153 "-" "iPXE"',
    [],
  ],
  [
    'nginx',
    '10.20.0.43 [2026-11-22T20:55:55+00:00] "HEAD /boot.ipxe HTTP/1.1" 200 0 0.000 "x"',
    [],
  ],
])('%s: %s', (from, line, expected) => {
  expect(stages(from, line)).toEqual(expected);
});

test('on a proxyDHCP network the answer of our server counts, not the address of the other one', () => {
  const mac = promised.macs[0]!;
  expect(stages('foreign', `dnsmasq-dhcp[29]: DHCPACK(leg0) 10.20.30.254 ${mac} `)).toEqual([
    'link: first DHCP packet of this machine',
  ]);
  expect(stages('dnsmasq', `dnsmasq-dhcp[30]: 38582 PXE(eno2) ${mac} proxy`)).toEqual([
    'link: first DHCP packet of this machine',
    'dhcp: answer of the proxyDHCP server',
  ]);
});

test('with a DHCP server that has our snippet, its answer counts', () => {
  const external: Promised = { ...promised, answers: 'foreign' };
  const line = `DHCPACK on 10.20.40.12 to ${promised.macs[0]!} (proxy01) via leg0`;
  expect(stages('foreign', line, external)).toContain('dhcp: address 10.20.40.12');
});

test('an installer that fetches its preseed file runs', () => {
  const installer = { ...promised, preseed: 'preseed/debian-12-install.cfg' };
  const line =
    '10.20.0.13 [2026-11-22T21:12:38+00:00] "GET /preseed/debian-12-install.cfg HTTP/1.1" 200 1800 0.000 "debian-installer"';
  expect(stages('nginx', line, installer)).toEqual(['root: preseed/debian-12-install.cfg by HTTP']);
  expect(stages('nginx', line)).toEqual([]);
});

test('the report of an installed machine is no file that was sent', () => {
  const line = (status: string): string =>
    `10.20.80.11 [2026-11-23T14:48:40+00:00] "GET /installed/deb01 HTTP/1.0" ${status} 0.000 "bootbook-report"`;
  expect(servedFile('nginx', line('204 0'))).toBeUndefined();
  expect(servedFile('nginx', line('200 9'))).toEqual({ path: 'installed/deb01', by: 'http' });
});

test('a log line of one server is not taken for that of another', () => {
  expect(servedFile('router', '10.0.0.1 "GET /boot.ipxe HTTP/1.1" 200 1 0.0 "x"')).toBeUndefined();
});

test.each([
  ['[    0.000000] Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org)', 'kernel'],
  ['[    4.991059] Run /init as init process', 'initrd'],
  ['Rescue mode', 'root'],
  ['x [!!] Select a language x', 'root'],
  ['[    9.104411] systemd[1]: Detected virtualization qemu.', undefined],
  ['node1 login:', 'root'],
  ['localhost login: [   69.618138] kvm: Nested Virtualization enabled', 'root'],
  ['Bootbook lab: web02 has started from its local disk', 'handoff'],
  ['   Rescue system (Debian 12)', undefined],
  ['[            (1*installer)  2 shell  3 shell  4- log           ][ Nov 22 20:37 ]', undefined],
  ['PXELINUX 6.04 PXE 20200816 Copyright (C) 1994-2015 H. Peter Anvin et al', undefined],
])('console: %s', (line, stage) => {
  expect(stageOfConsole(line, promised)?.stage).toBe(stage);
});

test('the command line is the one that the kernel tells', () => {
  expect(commandLineOf('[    0.052301] Kernel command line: BOOT_IMAGE=linux quiet a="b c"')).toBe(
    'BOOT_IMAGE=linux quiet a="b c"',
  );
  expect(commandLineOf('linux /images/linux console=tty0')).toBeUndefined();
});

test('arguments are split as the kernel splits them', () => {
  expect(kernelArguments(' a  b="c d" "e f=g h" i')).toEqual(['a', 'b=c d', 'e f=g h', 'i']);
});

test('wanted arguments are found in their order, with others between them', () => {
  expect(missingArguments('BOOT_IMAGE=x a b initrd=y c', ['a', 'b', 'c'])).toEqual([]);
  expect(missingArguments('a b c', ['b', 'a'])).toEqual(['a']);
  expect(missingArguments('console=ttyS1', ['console=ttyS'])).toEqual(['console=ttyS']);
  expect(missingArguments('a', ['a', 'a'])).toEqual(['a']);
});

test('nothing is missing from a command line that is made of the arguments', () => {
  const argument = fc.stringMatching(/^[!#-~]{1,12}$/);
  fc.assert(
    fc.property(fc.array(argument, { maxLength: 8 }), (args) => {
      expect(missingArguments(`BOOT_IMAGE=linux ${args.join(' ')}`, args)).toEqual([]);
    }),
  );
});
