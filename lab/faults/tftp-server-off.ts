import { dnsmasqConfig } from './dnsmasq-config.ts';
import type { Fault } from './fault.ts';

export const tftpServerOff: Fault = {
  id: 'tftp-server-off',
  title: 'The TFTP server does not run',
  summary:
    'dnsmasq answers DHCP, but serves no TFTP. The firmware names the boot file that it cannot get.',
  stage: 'nbp',
  scenario: 'local-uefi',
  ...dnsmasqConfig('/^enable-tftp$/d'),
  symptoms: [
    { id: 'uefi-pxe-e99', where: 'console', says: /^ *PXE-E99: Unexpected network error\.$/ },
  ],
  patience: 120,
  regular: false,
};
