import { firewall } from './firewall.ts';
import type { Fault } from './fault.ts';

export const packetLoss: Fault = {
  id: 'packet-loss',
  title: 'The network loses packets',
  summary:
    'A bad cable or a duplex mismatch loses nine of ten packets. Short exchanges succeed after some tries, and a file of some size never arrives.',
  stage: 'nbp',
  scenario: 'local-bios',
  ...firewall('bridge output', 'udp sport != 67 numgen inc mod 10 < 9 drop'),
  symptoms: [
    {
      id: 'ipxe-4c1260',
      where: 'console',
      // How far it gets is chance.
      says: /\/pxelinux\.0\.+ (?: *\d+%)* *Connection timed out \(http:\/\/ipxe\.org\/4c1260/,
    },
  ],
  patience: 150,
};
