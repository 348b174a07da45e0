import { expect, test } from 'vitest';
import { eventOf } from '../../../generators/diagnose/events.ts';

const mac = '00:24:e8:5a:10:02';

test.each([
  [
    `Nov 23 02:00:01 boot1 dnsmasq-dhcp[23]: 36388 DHCPOFFER(eno1) 10.20.0.12 ${mac} `,
    { kind: 'dhcp', message: 'OFFER', mac, address: '10.20.0.12', exchange: '36388' },
  ],
  [`dnsmasq-dhcp: PXE(eno2) ${mac} proxy`, { kind: 'dhcp', message: 'PROXY', mac }],
  [
    `dnsmasq-dhcp[2]: DHCPDISCOVER(eth0) ${mac} no address available`,
    { kind: 'dhcp', message: 'DISCOVER', trouble: 'no address available' },
  ],
  [
    `2026-11-23T02:00:01+00:00 boot1 dhcpd[811]: DHCPDISCOVER from ${mac} via eth0: network 10.0.0.0/24: no free leases`,
    { kind: 'dhcp', message: 'DISCOVER', mac, trouble: 'network 10.0.0.0/24: no free leases' },
  ],
  [
    `dhcpd: DHCPACK on 10.20.0.12 to ${mac} (web02) via eth0`,
    { kind: 'dhcp', message: 'ACK', mac, address: '10.20.0.12' },
  ],
  [
    `kea-dhcp4: INFO [kea-dhcp4.leases/811.1] DHCP4_LEASE_ALLOC [hwtype=1 ${mac}], cid=[no info], tid=0x3d1d: lease 10.20.0.12 has been allocated for 3600 seconds`,
    { kind: 'dhcp', message: 'ACK', mac, address: '10.20.0.12' },
  ],
  [
    'dnsmasq-tftp[2]: sent /srv/tftp/pxelinux.0 to 10.20.0.12',
    { kind: 'file', by: 'tftp', file: 'pxelinux.0', outcome: 'sent', address: '10.20.0.12' },
  ],
  ['boot1 | dnsmasq-tftp: file /srv/tftp/a b not found for 10.20.0.12', undefined],
  [
    'in.tftpd[811]: RRQ from 10.0.0.5 filename pxelinux.0',
    { kind: 'file', file: 'pxelinux.0', outcome: 'asked', address: '10.0.0.5' },
  ],
  [
    'in.tftpd[811]: Client 10.0.0.5 File not found /EFI/BOOT/grub.cfg',
    { kind: 'file', file: 'EFI/BOOT/grub.cfg', outcome: 'missing' },
  ],
  [
    '10.20.0.43 - - [22/Nov/2026:20:55:55 +0000] "GET /boot.ipxe?mac=1 HTTP/1.1" 404 153 "-" "iPXE/1.0.0"',
    {
      kind: 'file',
      by: 'http',
      file: 'boot.ipxe',
      outcome: 'missing',
      status: 404,
      agent: 'iPXE/1.0.0',
    },
  ],
  [
    '12:35:42.769352 IP 172.16.18.214.1678 > boot.tftp: [udp sum ok] 43 RRQ "undionly.kpxe" octet blksize 1432',
    { kind: 'file', file: 'undionly.kpxe', outcome: 'asked', address: '172.16.18.214' },
  ],
  ['sshd[7]: Accepted publickey for root', undefined],
])('%s', (line, expected) => {
  if (expected === undefined) expect(eventOf(line)).toBeUndefined();
  else expect(eventOf(line)).toMatchObject(expected);
});

test('tftpd-hpa tells the end of a transfer by the process that served it', () => {
  expect(eventOf('in.tftpd[811]: RRQ from 10.0.0.5 filename pxelinux.0')?.exchange).toBe(
    'tftpd 811',
  );
  for (const end of ['tftp: client does not accept options', 'tftpd: read: Connection refused'])
    expect(eventOf(`in.tftpd[811]: ${end}`)).toMatchObject({
      ...{ kind: 'file', outcome: 'aborted', exchange: 'tftpd 811' },
    });
});
