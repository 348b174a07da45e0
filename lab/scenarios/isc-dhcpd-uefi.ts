import type { Scenario } from './scenario.ts';

export const iscDhcpdUefi: Scenario = {
  id: 'isc-dhcpd-uefi',
  title: "UEFI, somebody else's ISC dhcpd with our snippet",
  host: 'mail01',
  expect: {
    files: ['tftp grubx64.efi'],
    log: [/^DHCPACK on 10\.20\.40\.11 /],
  },
};
