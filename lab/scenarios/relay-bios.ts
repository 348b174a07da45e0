import type { Scenario } from './scenario.ts';

export const relayBios: Scenario = {
  id: 'relay-bios',
  title: 'BIOS behind a router that relays DHCP',
  host: 'edge02',
  changes: { 'hosts.edge02.model': 'dell-r610' },
  expect: {
    files: ['tftp pxelinux.0'],
    log: [/DHCPACK\(eno1\) 10\.20\.60\.12 /],
  },
};
