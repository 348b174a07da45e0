import type { Scenario } from './scenario.ts';

export const proxydhcpBios: Scenario = {
  id: 'proxydhcp-bios',
  title: 'BIOS, proxyDHCP beside another DHCP server',
  regular: true,
  host: 'kiosk01',
  expect: {
    log: ['DHCPACK on 10.20.30.254 to 50:65:f3:77:18:01'],
    never: [/DHCPOFFER\(eno2\)/],
  },
};
