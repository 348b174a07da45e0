import type { Fault } from './fault.ts';

export const bootifOfOtherCard: Fault = {
  id: 'bootif-of-other-card',
  title: 'BOOTIF names the other card',
  summary:
    'The machine has two cards in two networks, and BOOTIF in its config has the MAC address of the one that did not boot. Firmware and boot loader use the right card. The installer asks for its address with the other one, gets one in the other network, where nobody tells it of a name server, and waits for somebody to type one in.',
  stage: 'initrd',
  scenario: 'two-cards-bios',
  break: [
    'cp /srv/tftp/pxelinux.cfg/$BOOTIF /run/config',
    'sed -i s/BOOTIF=$BOOTIF/BOOTIF=01-e4-43-4b-20-7a-12/ /srv/tftp/pxelinux.cfg/$BOOTIF',
  ],
  mend: ['cp /run/config /srv/tftp/pxelinux.cfg/$BOOTIF'],
  symptoms: [
    {
      id: 'dhcp-on-another-interface',
      where: 'log',
      says: /^DHCPACK on 10\.20\.30\.\d+ to e4:43:4b:20:7a:12 /,
    },
    {
      id: 'di-asks-name-servers',
      where: 'console',
      says: /Name server addresses:/,
    },
  ],
  patience: 150,
  regular: false,
};
