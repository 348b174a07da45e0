import type { Scenario } from './scenario.ts';

export const iscDhcpdBios: Scenario = {
  id: 'isc-dhcpd-bios',
  title: "BIOS, somebody else's ISC dhcpd with our snippet",
  regular: true,
  host: 'proxy01',
  expect: {
    log: [/^DHCPACK on 10\.20\.40\.12 /],
  },
};
