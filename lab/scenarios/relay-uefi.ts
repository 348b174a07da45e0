import type { Scenario } from './scenario.ts';

export const relayUefi: Scenario = {
  id: 'relay-uefi',
  title: 'UEFI behind a router that relays DHCP',
  regular: true,
  host: 'edge01',
  until: 'menu',
  expect: {
    log: [/DHCPACK\(eno1\) 10\.20\.60\.11 /],
  },
};
