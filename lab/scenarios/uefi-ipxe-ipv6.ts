import type { Scenario } from './scenario.ts';

export const uefiIpxeIpv6: Scenario = {
  id: 'uefi-ipxe-ipv6',
  title: 'UEFI by IPv6 alone, iPXE over HTTP',
  host: 'app04',
  changes: { 'hosts.app04.loader': 'ipxe' },
  until: 'initrd',
  expect: {
    files: [
      'tftp snponly.efi',
      'http boot.ipxe',
      'http ipxe/e4-43-4b-20-7a-04.ipxe',
      'http images/debian-12-installer-amd64/linux',
      'http images/debian-12-installer-amd64/initrd.gz',
    ],
    console: [
      '>>Start PXE over IPv6',
      'http://[2001:db8:20::2]/images/debian-12-installer-amd64/linux... ok',
    ],
    // Once it runs, iPXE asks by IPv4 and IPv6 at a time, and takes boot.ipxe from whoever was first. Its own script leads on.
    log: [
      / option: 59 bootfile-url +tftp:\/\/\[2001:db8:20::2\]\/snponly\.efi$/,
      /sent \/srv\/tftp\/snponly\.efi to 2001:db8:20::2[4-7]$/,
      /^2001:db8:20::2[4-7] .*"GET \/images\/debian-12-installer-amd64\/linux HTTP/,
    ],
  },
};
