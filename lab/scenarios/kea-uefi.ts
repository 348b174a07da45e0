import type { Scenario } from './scenario.ts';

export const keaUefi: Scenario = {
  id: 'kea-uefi',
  title: "UEFI, somebody else's Kea with our snippet",
  regular: true,
  host: 'mail01',
  foreign: 'kea-dhcp4',
  expect: {
    files: ['tftp grubx64.efi'],
    log: [/DHCP4_LEASE_ALLOC .*lease 10\.20\.40\.11 has been allocated/],
  },
};
