import { dnsmasqConfig } from './dnsmasq-config.ts';
import type { Fault } from './fault.ts';

export const wrongNextServer: Fault = {
  id: 'wrong-next-server',
  title: 'The next-server is wrong',
  summary:
    'DHCP names a TFTP server that does not exist, as after a move of the boot server. The PXE ROM asks an address at which nobody lives.',
  stage: 'nbp',
  scenario: 'local-bios',
  ...dnsmasqConfig(
    's/(tag:network-prod,tag:bios-amd64-tftp-pxelinux,tag:bios,pxelinux.0,,).*/\\110.20.0.99/',
  ),
  symptoms: [
    { id: 'other-next-server', where: 'console', says: /^Next server: 10\.20\.0\.99$/ },
    {
      id: 'ipxe-4c1260',
      where: 'console',
      says: /\/pxelinux\.0\.+ Connection timed out \(http:/,
    },
  ],
  patience: 120,
  regular: false,
};
