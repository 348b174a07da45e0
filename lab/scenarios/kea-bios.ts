import type { Scenario } from './scenario.ts';

export const keaBios: Scenario = {
  id: 'kea-bios',
  title: "BIOS, somebody else's Kea with our snippet",
  host: 'proxy01',
  foreign: 'kea-dhcp4',
  expect: {
    files: ['tftp pxelinux.0'],
    log: [/DHCP4_LEASE_ALLOC .*lease 10\.20\.40\.12 has been allocated/],
  },
};
