import { firewall } from './firewall.ts';
import type { Fault } from './fault.ts';

export const mtuBlackHole: Fault = {
  id: 'mtu-black-hole',
  title: 'Large packets vanish',
  summary:
    'Something on the way drops packets of more than 1000 bytes without a word, as a tunnel with a small MTU does. DHCP passes, and the blocks of TFTP do not.',
  stage: 'nbp',
  scenario: 'local-bios',
  ...firewall('bridge output', 'ip length > 1000 drop'),
  symptoms: [
    {
      id: 'ipxe-4c1260',
      where: 'console',
      says: /\/pxelinux\.0\.+ +0% .*0% +Connection timed out \(http:\/\/ipxe\.org\/4c1260/,
    },
  ],
  patience: 150,
  regular: false,
};
