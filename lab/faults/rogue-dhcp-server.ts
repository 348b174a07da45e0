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
      id: 'ipxe-nothing-to-boot',
      where: 'console',
      says: /^Nothing to boot: No such file or directory \(http:\/\/ipxe\.org\/2d03e1/,
    },
  ],
  patience: 90,
};
