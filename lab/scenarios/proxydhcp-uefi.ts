import type { Scenario } from './scenario.ts';

export const proxydhcpUefi: Scenario = {
  id: 'proxydhcp-uefi',
  title: 'UEFI, proxyDHCP beside another DHCP server, iPXE',
  host: 'desk02',
  until: 'kernel',
  expect: {
    files: ['tftp snponly.efi', 'http boot.ipxe'],
    log: [/"GET \/images\/debian-12-installer-amd64\/linux HTTP\/1\.1" 200/],
    never: [/DHCPOFFER\(eno2\)/],
  },
};
