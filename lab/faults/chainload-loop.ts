import { dnsmasqConfig } from './dnsmasq-config.ts';
import type { Fault } from './fault.ts';

export const chainloadLoop: Fault = {
  id: 'chainload-loop',
  title: 'iPXE loads itself again and again',
  summary:
    'DHCP names the iPXE program to iPXE too, instead of its script. Each one fetches the next.',
  stage: 'nbp',
  scenario: 'local-bios',
  ...dnsmasqConfig('s/(tag:bios-amd64-tftp-pxelinux,tag:bios),pxelinux.0/\\1,undionly.kpxe/'),
  symptoms: [
    {
      id: 'ipxe-chainload-loop',
      where: 'console',
      says: /^iPXE initialising devices\.\.\.ok$/,
      times: 3,
    },
    {
      id: 'undionly-sent-again',
      where: 'log',
      says: /^dnsmasq-tftp\[\d+\]: sent \/srv\/tftp\/undionly\.kpxe to 10\.20\.0\.11$/,
      times: 2,
    },
  ],
  patience: 120,
};
