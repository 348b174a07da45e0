import { dnsmasqConfig } from './dnsmasq-config.ts';
import type { Fault } from './fault.ts';

export const tftpRootMisspelt: Fault = {
  id: 'tftp-root-misspelt',
  title: 'The TFTP root is misspelt',
  summary:
    'The config names a TFTP root that is not there. dnsmasq does not start, so there is no DHCP either.',
  stage: 'dhcp',
  scenario: 'local-bios',
  ...dnsmasqConfig('s#^tftp-root=.*#tftp-root=/srv/tfpt#'),
  symptoms: [
    {
      id: 'dnsmasq-tftp-dir',
      where: 'log',
      says: /^dnsmasq\[\d+\]: TFTP directory \/srv\/tfpt inaccessible: No such file or directory$/,
    },
    {
      id: 'ipxe-040ee1',
      where: 'console',
      says: /^Configuring \(net0 [\da-f:]+\)\.+ No configuration methods$/,
    },
  ],
  patience: 90,
  regular: false,
};
