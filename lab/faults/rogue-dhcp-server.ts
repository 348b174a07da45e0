import { rogueServer } from './rogue.ts';
import type { Fault } from './fault.ts';

export const rogueDhcpServer: Fault = {
  id: 'rogue-dhcp-server',
  title: 'A second DHCP server is faster',
  summary:
    'Somebody has plugged in a small router, which answers before the boot server does: with an address, and without any boot information.',
  stage: 'dhcp',
  scenario: 'local-bios',
  ...rogueServer(),
  symptoms: [
    {
      id: 'dnsmasq-wrong-server-id',
      where: 'log',
      says: /^dnsmasq-dhcp\[\d+\]: \d+ DHCPNAK\(eno1\) 10\.20\.0\.15\d 00:24:e8:5a:10:01 wrong server-ID$/,
    },
    {
      id: 'ipxe-nothing-to-boot',
      where: 'console',
      says: /^Nothing to boot: No such file or directory \(http:\/\/ipxe\.org\/2d03e1/,
    },
  ],
  patience: 90,
};
