import { expect, test } from 'vitest';
import { Attribution } from '../../lab/attribution.ts';

const machines = [
  { id: 'web01', macs: ['00:24:e8:5a:10:01'], addresses: ['10.20.0.11'] },
  { id: 'web02', macs: ['00:24:e8:5a:10:02'], addresses: ['10.20.0.12'] },
  { id: 'desk01', macs: ['1c:69:7a:0b:44:01'], addresses: [] },
];

function whose(...lines: readonly string[]): string[] {
  const attribution = new Attribution(machines);
  return lines.flatMap((line) =>
    attribution
      .take(/"GET /.test(line) ? 'nginx' : 'dnsmasq', line)
      .map(({ machine, line: each }) => `${machine}: ${each.slice(0, 60)}`),
  );
}

test('lines of an exchange that come before its MAC are given when that is known', () => {
  expect(
    whose(
      'dnsmasq-dhcp[23]: 11 vendor class: d-i',
      'dnsmasq-dhcp[23]: 12 vendor class: PXEClient:Arch:00000:UNDI:002001',
      'dnsmasq-dhcp[23]: 12 DHCPDISCOVER(eno1) 00:24:e8:5a:10:02 ',
      'dnsmasq-dhcp[23]: 11 DHCPDISCOVER(eno1) 00:24:e8:5a:10:01 ',
      'dnsmasq-dhcp[23]: 12 bootfile name: pxelinux.0',
    ),
  ).toMatchInlineSnapshot(`
    [
      "web02: dnsmasq-dhcp[23]: 12 vendor class: PXEClient:Arch:00000:UNDI",
      "web02: dnsmasq-dhcp[23]: 12 DHCPDISCOVER(eno1) 00:24:e8:5a:10:02 ",
      "web01: dnsmasq-dhcp[23]: 11 vendor class: d-i",
      "web01: dnsmasq-dhcp[23]: 11 DHCPDISCOVER(eno1) 00:24:e8:5a:10:01 ",
      "web02: dnsmasq-dhcp[23]: 12 bootfile name: pxelinux.0",
    ]
  `);
});

test('an address is the one that DHCP gave last, whatever the inventory says', () => {
  expect(
    whose(
      'dnsmasq-tftp[23]: sent /srv/tftp/pxelinux.0 to 10.20.0.12',
      'dnsmasq-dhcp[23]: 9 DHCPACK(eno1) 10.20.0.12 00:24:e8:5a:10:01 web01',
      'dnsmasq-tftp[23]: sent /srv/tftp/pxelinux.0 to 10.20.0.12',
      'dnsmasq-dhcp[23]: 10 DHCPACK(eno1) 10.20.0.12 00:24:e8:5a:99:99 stranger',
      'dnsmasq-tftp[23]: sent /srv/tftp/pxelinux.0 to 10.20.0.12',
    ),
  ).toMatchInlineSnapshot(`
    [
      "web02: dnsmasq-tftp[23]: sent /srv/tftp/pxelinux.0 to 10.20.0.12",
      "web01: dnsmasq-dhcp[23]: 9 DHCPACK(eno1) 10.20.0.12 00:24:e8:5a:10:",
      "web01: dnsmasq-tftp[23]: sent /srv/tftp/pxelinux.0 to 10.20.0.12",
    ]
  `);
});

test("behind proxyDHCP the address is the other server's, and dnsmasq names it", () => {
  expect(
    whose(
      'dnsmasq-dhcp[23]: 5 PXE(eno2) 10.20.30.201 1c:69:7a:0b:44:01 snponly.efi',
      '10.20.30.201 [2026-11-22T21:16:06+00:00] "GET /boot.ipxe HTTP/1.1" 200 2146 0.000 "iPXE"',
    ),
  ).toMatchInlineSnapshot(`
    [
      "desk01: dnsmasq-dhcp[23]: 5 PXE(eno2) 10.20.30.201 1c:69:7a:0b:44:01",
      "desk01: 10.20.30.201 [2026-11-22T21:16:06+00:00] "GET /boot.ipxe HTT",
    ]
  `);
});

test("the journal's prefix is taken off, and lines about nobody are dropped", () => {
  expect(
    whose(
      'Nov 22 23:51:01 boot1 dnsmasq-tftp[812]: sent /srv/tftp/pxelinux.0 to 10.20.0.11',
      '2026-11-22T23:51:01+00:00 boot1 dnsmasq-tftp[812]: file /srv/tftp/x not found for 10.20.0.12',
      'dnsmasq-tftp[812]: sent /srv/tftp/pxelinux.0 to 10.20.0.111',
      'dnsmasq[23]: started, version 2.90 DNS disabled',
    ),
  ).toMatchInlineSnapshot(`
    [
      "web01: dnsmasq-tftp[812]: sent /srv/tftp/pxelinux.0 to 10.20.0.11",
      "web02: dnsmasq-tftp[812]: file /srv/tftp/x not found for 10.20.0.12",
    ]
  `);
});
