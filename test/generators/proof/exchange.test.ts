import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exchangeOf, type Exchange } from '../../../generators/proof/exchange.ts';
import { writePcap } from '../../../generators/proof/pcap.ts';
import type { Capture } from '../../../generators/proof/statement.ts';
import { clockOf, cutCapture } from '../../../lab/proof/capture.ts';

/*
 * Captures of real boots. proxydhcp-uefi is desk02 of the example beside ISC's dhcpd, as its proof has it: OVMF's own PXE
 * client, then iPXE. bios-pxelinux is web02 up to PXELINUX's config, not cut yet, but for its blocks of data, of which the
 * first 18 bytes are there. uefi-grub-ipv6 and nfs-root are those scenarios' captures as their proofs have them.
 */

function recorded(name: string): Buffer {
  return readFileSync(new URL(`recorded/${name}`, import.meta.url));
}

function text({ messages, omitted }: Exchange): string {
  const lines = messages.flatMap((message) => [
    ...(message.omitted > 0 ? [`        … ${message.omitted} packets`] : []),
    `${message.time.toFixed(3).padStart(7)} ${message.from.role} ${message.from.address} → ${message.to.role} ${message.to.address} ${message.protocol}: ${message.what}`,
  ]);
  return [...lines, ...(omitted > 0 ? [`        … ${omitted} packets`] : [])].join('\n');
}

function detailsOf(exchange: Exchange, index: number): string {
  return exchange.messages[index]!.details.map(({ code, name, value }) =>
    `${code ?? ''} ${name}: ${value}`.trim(),
  ).join('\n');
}

describe('proxyDHCP, UEFI and iPXE', () => {
  const exchange = exchangeOf(JSON.parse(recorded('proxydhcp-uefi.json').toString()) as Capture);

  test('what was said', () => {
    expect(text(exchange)).toMatchInlineSnapshot(`
      "  4.746 machine 0.0.0.0 → dhcp 255.255.255.255 DHCP: DISCOVER
        4.748 dhcp 10.20.30.2 → machine 255.255.255.255 DHCP: OFFER
        7.768 dhcp 10.20.30.1 → machine 255.255.255.255 DHCP: OFFER 10.20.30.254
        8.918 machine 0.0.0.0 → dhcp 255.255.255.255 DHCP: REQUEST 10.20.30.254
        8.921 dhcp 10.20.30.1 → machine 255.255.255.255 DHCP: ACK 10.20.30.254
        8.928 machine 10.20.30.254 → dhcp 10.20.30.2 DHCP: REQUEST
        8.930 dhcp 10.20.30.2 → machine 10.20.30.254 DHCP: ACK
        9.924 machine 10.20.30.254 → tftp 10.20.30.2 TFTP: RRQ snponly.efi tsize=0 blksize=1468 windowsize=4
        9.930 tftp 10.20.30.2 → machine 10.20.30.254 TFTP: OACK blksize=1468 tsize=173792
        9.934 machine 10.20.30.254 → tftp 10.20.30.2 TFTP: ERROR 8 User aborted the transfer
        9.938 machine 10.20.30.254 → tftp 10.20.30.2 TFTP: RRQ snponly.efi blksize=1468 windowsize=4
        9.938 tftp 10.20.30.2 → machine 10.20.30.254 TFTP: OACK blksize=1468
        9.943 tftp 10.20.30.2 → machine 10.20.30.254 TFTP: DATA 1, 1468 bytes
              … 117 packets
       10.026 tftp 10.20.30.2 → machine 10.20.30.254 TFTP: DATA 119, 568 bytes
       12.157 machine 0.0.0.0 → dhcp 255.255.255.255 DHCP: DISCOVER
       12.159 dhcp 10.20.30.2 → machine 255.255.255.255 DHCP: OFFER
       12.159 dhcp 10.20.30.1 → machine 10.20.30.254 DHCP: OFFER 10.20.30.254
       12.161 machine 0.0.0.0 → dhcp 255.255.255.255 DHCP: REQUEST 10.20.30.254
       12.161 dhcp 10.20.30.1 → machine 10.20.30.254 DHCP: ACK 10.20.30.254
       33.462 machine 10.20.30.254 → http 10.20.30.2 HTTP: GET /boot.ipxe
       33.467 http 10.20.30.2 → machine 10.20.30.254 HTTP: 200 OK, 2146 bytes
              … 3 packets
       33.612 machine 10.20.30.254 → http 10.20.30.2 HTTP: GET /ipxe/1c-69-7a-0b-44-02.ipxe
       33.613 http 10.20.30.2 → machine 10.20.30.254 HTTP: 200 OK, 825 bytes
              … 1 packets
       39.423 machine 10.20.30.254 → http 10.20.30.2 HTTP: GET /images/debian-12-installer-amd64/linux
       39.424 http 10.20.30.2 → machine 10.20.30.254 HTTP: 200 OK, 8222656 bytes
              … 5696 packets"
    `);
  });

  test('what OVMF asks with', () => {
    expect(detailsOf(exchange, 0)).toMatchInlineSnapshot(`
      "transaction: 0x3c918492
      53 message type: DISCOVER
      57 maximum message size: 1472
      55 parameters requested: 1, 2, 3, 4, 5, 6, 12, 13, 15, 17, 18, 22, 23, 28, 40, 41, 42, 43, 50, 51, 54, 58, 59, 60, 66, 67, 97, 128, 129, 130, 131, 132, 133, 134, 135
      97 machine identifier (UUID): 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      94 network interface (UNDI): 01 03 00
      93 client architecture: 7 (x64 UEFI)
      60 vendor class: PXEClient:Arch:00007:UNDI:003000"
    `);
  });

  test('what the other server answers', () => {
    expect(detailsOf(exchange, 2)).toMatchInlineSnapshot(`
      "transaction: 0x3c918492
      your address: 10.20.30.254
      next-server: 10.20.30.1
      53 message type: OFFER
      54 server identifier: 10.20.30.1
      51 lease time in seconds: 3600
      58 renewal time in seconds: 1800
      59 rebinding time in seconds: 3150
      1 subnet mask: 255.255.255.0
      28 broadcast address: 10.20.30.255
      3 router: 10.20.30.1"
    `);
  });

  test('what the answer to an iPXE says', () => {
    expect(detailsOf(exchange, 15)).toMatchInlineSnapshot(`
      "transaction: 0xe5f85227
      next-server: 10.20.30.2
      boot file: http://10.20.30.2/boot.ipxe
      53 message type: OFFER
      54 server identifier: 10.20.30.2
      60 vendor class: PXEClient
      97 machine identifier (UUID): 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
    `);
  });

  test('the heads of a request and its answer', () => {
    expect(detailsOf(exchange, 19)).toMatchInlineSnapshot(`
      "Connection: keep-alive
      User-Agent: iPXE/1.0.0+git-20190125.36a4c85-5.1
      Host: 10.20.30.2"
    `);
    expect(detailsOf(exchange, 20)).toMatchInlineSnapshot(`
      "Server: nginx/1.22.1
      Date: Mon, 23 Nov 2026 00:15:54 GMT
      Content-Type: text/plain
      Content-Length: 2146
      Last-Modified: Mon, 23 Nov 2026 00:15:17 GMT
      Connection: keep-alive
      ETag: "6b038595-862"
      Accept-Ranges: bytes"
    `);
  });
});

describe('IPv6 alone: OVMF asks by DHCPv6', () => {
  const exchange = exchangeOf(JSON.parse(recorded('uefi-grub-ipv6.json').toString()) as Capture);
  const first = (what: RegExp): number =>
    exchange.messages.findIndex((message) => what.test(message.what));

  test('what was said', () => {
    expect(text(exchange)).toMatchInlineSnapshot(`
      " 10.517 machine :: → router ff02::2 ICMPv6: ROUTER SOLICITATION
       10.518 router fe80::cce0:d9ff:fe52:2d2a → machine ff02::1 ICMPv6: ROUTER ADVERTISEMENT
       11.466 machine fe80::e643:4bff:fe20:7a04 → dhcp ff02::1:2 DHCPv6: SOLICIT
       11.555 dhcp fe80::cce0:d9ff:fe52:2d2a → machine fe80::e643:4bff:fe20:7a04 DHCPv6: ADVERTISE 2001:db8:20::24
       11.556 router fe80::cce0:d9ff:fe52:2d2a → machine ff02::1 ICMPv6: ROUTER ADVERTISEMENT
       11.562 machine fe80::e643:4bff:fe20:7a04 → dhcp ff02::1:2 DHCPv6: REQUEST 2001:db8:20::24
       11.563 dhcp fe80::cce0:d9ff:fe52:2d2a → machine fe80::e643:4bff:fe20:7a04 DHCPv6: REPLY 2001:db8:20::24
       13.603 machine fe80::e643:4bff:fe20:7a04 → dhcp ff02::1:2 DHCPv6: SOLICIT
       13.604 dhcp fe80::cce0:d9ff:fe52:2d2a → machine fe80::e643:4bff:fe20:7a04 DHCPv6: ADVERTISE 2001:db8:20::25
       13.609 machine fe80::e643:4bff:fe20:7a04 → dhcp ff02::1:2 DHCPv6: REQUEST 2001:db8:20::25
       13.609 dhcp fe80::cce0:d9ff:fe52:2d2a → machine fe80::e643:4bff:fe20:7a04 DHCPv6: REPLY 2001:db8:20::25
       22.613 router fe80::cce0:d9ff:fe52:2d2a → machine ff02::1 ICMPv6: ROUTER ADVERTISEMENT
       24.473 machine fe80::e643:4bff:fe20:7a04 → dhcp ff02::1:2 DHCPv6: RELEASE 2001:db8:20::24
       24.474 dhcp fe80::cce0:d9ff:fe52:2d2a → machine fe80::e643:4bff:fe20:7a04 DHCPv6: REPLY
       26.682 machine 2001:db8:20::25 → tftp 2001:db8:20::2 TFTP: RRQ grubx64.efi tsize=0 blksize=1228 windowsize=4
       26.682 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: OACK blksize=1228 tsize=3843520
       28.185 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: OACK blksize=1228 tsize=3843520
       28.187 machine 2001:db8:20::25 → tftp 2001:db8:20::2 TFTP: ERROR 8 User aborted the transfer
       28.211 machine 2001:db8:20::25 → tftp 2001:db8:20::2 TFTP: RRQ grubx64.efi blksize=1228 windowsize=4
       28.211 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: OACK blksize=1228
       28.216 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: DATA 1, 1228 bytes
              … 3128 packets
       30.865 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: DATA 3130, 1108 bytes
       30.964 machine fe80::e643:4bff:fe20:7a04 → dhcp ff02::1:2 DHCPv6: RELEASE 2001:db8:20::25
       30.967 dhcp fe80::cce0:d9ff:fe52:2d2a → machine fe80::e643:4bff:fe20:7a04 DHCPv6: REPLY
       31.388 machine 2001:db8:20::25 → tftp 2001:db8:20::2 TFTP: RRQ /debian-installer/amd64/grub/x86_64-efi/command.lst blksize=1024 tsize=0
       31.389 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: ERROR 1 file /srv/tftp/debian-installer/amd64/grub/x86_64-efi/command.lst not found for 2001:db8:20::25
       31.391 machine 2001:db8:20::25 → tftp 2001:db8:20::2 TFTP: RRQ /debian-installer/amd64/grub/x86_64-efi/fs.lst blksize=1024 tsize=0
       31.391 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: ERROR 1 file /srv/tftp/debian-installer/amd64/grub/x86_64-efi/fs.lst not found for 2001:db8:20::25
       31.392 machine 2001:db8:20::25 → tftp 2001:db8:20::2 TFTP: RRQ /debian-installer/amd64/grub/x86_64-efi/crypto.lst blksize=1024 tsize=0
       31.392 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: ERROR 1 file /srv/tftp/debian-installer/amd64/grub/x86_64-efi/crypto.lst not found for 2001:db8:20::25
       31.392 machine 2001:db8:20::25 → tftp 2001:db8:20::2 TFTP: RRQ /debian-installer/amd64/grub/x86_64-efi/terminal.lst blksize=1024 tsize=0
       31.392 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: ERROR 1 file /srv/tftp/debian-installer/amd64/grub/x86_64-efi/terminal.lst not found for 2001:db8:20::25
       31.405 machine 2001:db8:20::25 → tftp 2001:db8:20::2 TFTP: RRQ /debian-installer/amd64/grub/grub.cfg blksize=1024 tsize=0
       31.405 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: OACK blksize=1024 tsize=797
       31.406 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: DATA 1, 797 bytes
       31.415 machine 2001:db8:20::25 → tftp 2001:db8:20::2 TFTP: RRQ /grub/grub.cfg-01-e4-43-4b-20-7a-04 blksize=1024 tsize=0
       31.415 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: OACK blksize=1024 tsize=479
       31.416 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: DATA 1, 479 bytes
       31.417 machine 2001:db8:20::25 → tftp 2001:db8:20::2 TFTP: RRQ /grub/grub.cfg-01-e4-43-4b-20-7a-04 blksize=1024 tsize=0
       31.417 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: OACK blksize=1024 tsize=479
       31.417 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: DATA 1, 479 bytes
       36.503 machine 2001:db8:20::25 → tftp 2001:db8:20::2 TFTP: RRQ /images/debian-12-installer-amd64/linux blksize=1024 tsize=0
       36.503 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: OACK blksize=1024 tsize=8222656
       36.504 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: DATA 1, 1024 bytes
              … 8028 packets
       38.059 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: DATA 8030, 960 bytes
       38.097 machine 2001:db8:20::25 → tftp 2001:db8:20::2 TFTP: RRQ /images/debian-12-installer-amd64/initrd.gz blksize=1024 tsize=0
       38.098 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: OACK blksize=1024 tsize=40810276
       38.098 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: DATA 1, 1024 bytes
              … 8128 packets
       39.971 router fe80::cce0:d9ff:fe52:2d2a → machine ff02::1 ICMPv6: ROUTER ADVERTISEMENT
              … 31724 packets
       45.978 tftp 2001:db8:20::2 → machine 2001:db8:20::25 TFTP: DATA 39854, 804 bytes
       46.972 router fe80::cce0:d9ff:fe52:2d2a → machine ff02::1 ICMPv6: ROUTER ADVERTISEMENT
       60.196 router fe80::cce0:d9ff:fe52:2d2a → machine ff02::1 ICMPv6: ROUTER ADVERTISEMENT"
    `);
  });

  test('what the advertisement of the router says', () => {
    expect(detailsOf(exchange, first(/^ROUTER ADVERTISEMENT/))).toMatchInlineSnapshot(`
      "addresses by DHCPv6 (M): yes
      other configuration by DHCPv6 (O): yes
      router lifetime in seconds: 0
      prefix: 2001:db8:20::/64"
    `);
  });

  test('what OVMF asks with', () => {
    expect(detailsOf(exchange, first(/^SOLICIT/))).toMatchInlineSnapshot(`
      "1 client identifier: 00 01 00 01 31 dc 73 6f e4 43 4b 20 7a 04
      8 elapsed time: 00 00
      3 addresses (IA_NA): 2b 4b 47 fe ff ff ff ff ff ff ff ff
      6 options requested: 23"
    `);
  });

  test('what the server replies', () => {
    expect(detailsOf(exchange, first(/^REPLY/))).toMatchInlineSnapshot(`
      "1 client identifier: 00 01 00 01 31 dc 73 6f e4 43 4b 20 7a 04
      2 server identifier: 00 01 00 01 32 96 56 e4 b6 14 2a bf d3 30
      3 addresses (IA_NA): 2001:db8:20::24
      13 status: 0 (success)
      39 name of the client: app04"
    `);
  });
});

describe('a root on NFS: Debian’s initrd mounts it', () => {
  const exchange = exchangeOf(JSON.parse(recorded('nfs-root.json').toString()) as Capture);

  test('what was said, after kernel and initrd have come', () => {
    const rpc = exchange.messages.filter(({ protocol }) => protocol === 'NFS');
    expect(text({ messages: rpc, omitted: exchange.omitted })).toMatchInlineSnapshot(`
      " 49.480 machine 10.20.0.12 → nfs 10.20.0.2 NFS: PORTMAP GETPORT
       49.480 nfs 10.20.0.2 → machine 10.20.0.12 NFS: PORTMAP GETPORT: answered
       49.490 machine 10.20.0.12 → nfs 10.20.0.2 NFS: PORTMAP GETPORT
       49.490 nfs 10.20.0.2 → machine 10.20.0.12 NFS: PORTMAP GETPORT: answered
       49.495 machine 10.20.0.12 → nfs 10.20.0.2 NFS: MOUNT MNT /srv/nfs/debian-12
       49.495 nfs 10.20.0.2 → machine 10.20.0.12 NFS: MOUNT MNT /srv/nfs/debian-12: answered
       50.252 machine 10.20.0.12 → nfs 10.20.0.2 NFS: NFS NULL
       50.252 nfs 10.20.0.2 → machine 10.20.0.12 NFS: NFS NULL: answered
       50.260 machine 10.20.0.12 → nfs 10.20.0.2 NFS: NFS FSINFO
       50.260 nfs 10.20.0.2 → machine 10.20.0.12 NFS: NFS FSINFO: answered
       50.269 machine 10.20.0.12 → nfs 10.20.0.2 NFS: NFS FSINFO
       50.270 nfs 10.20.0.2 → machine 10.20.0.12 NFS: NFS FSINFO: answered
              … 2 packets"
    `);
  });

  test('it is version 3 that mounts', () => {
    const mount = exchange.messages.findIndex(
      ({ what }) => what === 'MOUNT MNT /srv/nfs/debian-12',
    );
    expect(detailsOf(exchange, mount)).toBe('version: 3');
    const lookup = exchange.messages.findIndex(({ what }) => what.startsWith('NFS '));
    expect(detailsOf(exchange, lookup)).toBe('version: 3');
  });
});

describe('a capture is cut', () => {
  const capture = recorded('bios-pxelinux.pcap');
  const mac = '00:24:e8:5a:10:02';
  // The server logged the first packet of DHCP 4.89 s after power-on.
  const cut = cutCapture(capture, mac, clockOf(capture, 4.88988526));
  const base64 = Buffer.from(cut.pcap).toString('base64');

  test('to the protocols of booting', () => {
    const exchange = exchangeOf({ pcap: base64, omitted: [...cut.omitted] });
    expect(text(exchange)).toMatchInlineSnapshot(`
      "  5.085 machine 0.0.0.0 → dhcp 255.255.255.255 DHCP: DISCOVER
        5.093 dhcp 10.20.0.2 → machine 10.20.0.12 DHCP: OFFER 10.20.0.12
        5.111 machine 0.0.0.0 → dhcp 255.255.255.255 DHCP: REQUEST 10.20.0.12
        5.111 dhcp 10.20.0.2 → machine 10.20.0.12 DHCP: ACK 10.20.0.12
       25.484 machine 10.20.0.12 → tftp 10.20.0.2 TFTP: RRQ pxelinux.0 blksize=1432 tsize=0
       25.486 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: OACK blksize=1432 tsize=42430
       25.493 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: DATA 1, 1432 bytes
              … 28 packets
       25.503 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: DATA 30, 902 bytes
       25.709 machine 10.20.0.12 → tftp 10.20.0.2 TFTP: RRQ ldlinux.c32 tsize=0 blksize=1408
       25.710 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: OACK blksize=1408 tsize=119524
       25.711 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: DATA 1, 1408 bytes
              … 83 packets
       25.739 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: DATA 85, 1252 bytes
       25.764 machine 10.20.0.12 → tftp 10.20.0.2 TFTP: RRQ pxelinux.cfg/01-00-24-e8-5a-10-02 tsize=0 blksize=1408
       25.764 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: OACK blksize=1408 tsize=558
       25.765 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: DATA 1, 558 bytes
       25.771 machine 10.20.0.12 → tftp 10.20.0.2 TFTP: RRQ menu.c32 tsize=0 blksize=1408
       25.772 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: OACK blksize=1408 tsize=26228
       25.772 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: DATA 1, 1408 bytes
              … 17 packets
       25.776 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: DATA 19, 884 bytes
       25.780 machine 10.20.0.12 → tftp 10.20.0.2 TFTP: RRQ libutil.c32 tsize=0 blksize=1408
       25.783 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: OACK blksize=1408 tsize=23524
       25.783 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: DATA 1, 1408 bytes
              … 15 packets
       25.786 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: DATA 17, 996 bytes
       25.854 machine 10.20.0.12 → tftp 10.20.0.2 TFTP: RRQ pxelinux.cfg/01-00-24-e8-5a-10-02 tsize=0 blksize=1408
       25.855 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: OACK blksize=1408 tsize=558
       25.875 tftp 10.20.0.2 → machine 10.20.0.12 TFTP: DATA 1, 558 bytes"
    `);
  });

  test('to a few kilobytes, and cutting it again changes nothing', () => {
    expect(cut.pcap.length).toBeLessThan(capture.length / 4);
    expect(cutCapture(cut.pcap, mac, 0)).toEqual({ pcap: cut.pcap, omitted: [] });
  });

  test('and without any packet nothing is left', () => {
    const nothing = writePcap([]);
    expect(clockOf(nothing, 3)).toBe(0);
    expect(cutCapture(nothing, mac, 0)).toEqual({ pcap: nothing, omitted: [] });
    const pcap = Buffer.from(nothing).toString('base64');
    expect(exchangeOf({ pcap, omitted: [] })).toEqual({ messages: [], omitted: 0 });
  });
});

test.each([
  ['a file of something else', Buffer.from('this is no capture at all'), /not .*|no capture/],
  ['too short a file', Buffer.from('short'), /ends within its header/],
  ['frames of another kind', otherLink(), /link type is 113/],
])('%s is no capture', (_, file, message) => {
  const pcap = Buffer.from(file).toString('base64');
  expect(() => exchangeOf({ pcap, omitted: [] })).toThrow(message);
});

function otherLink(): Buffer {
  const file = Buffer.from(writePcap([]));
  file.writeUInt32LE(113, 20);
  return file;
}
