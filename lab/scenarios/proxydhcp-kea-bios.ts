import type { Scenario } from './scenario.ts';

export const proxydhcpKeaBios: Scenario = {
  id: 'proxydhcp-kea-bios',
  title: 'BIOS, proxyDHCP beside Kea',
  host: 'kiosk01',
  foreign: 'kea-dhcp4',
  expect: {
    log: [/DHCP4_LEASE_ALLOC .*lease 10\.20\.30\.254 has been allocated/],
    never: [/DHCPOFFER\(eno2\)/],
  },
};
