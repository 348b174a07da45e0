import type { Fault } from './fault.ts';

export const bootifOfOtherCard: Fault = {
  id: 'bootif-of-other-card',
  title: 'BOOTIF names the other card',
  summary:
    'The machine has two cards, and BOOTIF in its config has the MAC address of the one that did not boot, in a network without DHCP. Firmware and boot loader use the right card. The installer asks which one it is to take, where it would ask nothing otherwise, and waits.',
  stage: 'initrd',
  scenario: 'bios-two-cards',
  break: [
    'cp /srv/tftp/pxelinux.cfg/$BOOTIF /run/config',
    'sed -i s/BOOTIF=$BOOTIF/BOOTIF=01-00-24-e8-5a-30-03/ /srv/tftp/pxelinux.cfg/$BOOTIF',
  ],
  mend: ['cp /run/config /srv/tftp/pxelinux.cfg/$BOOTIF'],
  symptoms: [
    {
      id: 'di-primary-interface',
      where: 'console',
      says: /Primary network interface:/,
    },
  ],
  patience: 150,
};
