import { firewall } from './firewall.ts';
import type { Fault } from './fault.ts';

export const httpBlocked: Fault = {
  id: 'http-blocked',
  title: 'A firewall blocks HTTP',
  summary: 'The firewall of the boot server lets DHCP and TFTP pass and drops HTTP.',
  stage: 'menu',
  scenario: 'bios-ipxe-signs',
  ...firewall('inet input', 'tcp dport 80 drop'),
  symptoms: [
    {
      id: 'ipxe-4c0a60',
      where: 'console',
      says: /^http:\/\/10\.20\.0\.2\/boot\.ipxe\.+ Connection timed out \(http:/,
    },
  ],
  patience: 120,
  regular: false,
};
