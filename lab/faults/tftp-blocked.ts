import { firewall } from './firewall.ts';
import type { Fault } from './fault.ts';

export const tftpBlocked: Fault = {
  id: 'tftp-blocked',
  title: 'A firewall blocks TFTP',
  summary: 'The firewall of the boot server lets DHCP pass and drops TFTP.',
  stage: 'nbp',
  scenario: 'local-bios',
  ...firewall('inet input', 'udp dport 69 drop'),
  symptoms: [
    {
      id: 'ipxe-4c1260',
      where: 'console',
      says: /\/pxelinux\.0\.+ Connection timed out \(http:/,
    },
  ],
  patience: 120,
};
