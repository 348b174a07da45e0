import type { Fault } from './fault.ts';

export const diskWithoutLoader: Fault = {
  id: 'disk-without-loader',
  title: 'No boot loader on the disk of a UEFI machine',
  summary:
    'GRUB is told to start the local disk and looks for the boot loaders that systems put there. The disk is empty, so it goes back to the firmware, which has nothing else to try and opens its setup.',
  stage: 'handoff',
  scenario: 'local-uefi',
  break: [],
  mend: [],
  machine: { disk: 2 ** 20 },
  symptoms: [
    {
      id: 'no-boot-loader-on-disk',
      where: 'console',
      says: /^No boot loader found on the disks\. Back to the firmware\./,
    },
    { id: 'uefi-opens-setup', where: 'console', says: /^BdsDxe: starting Boot\d{4} "UiApp" from / },
  ],
  patience: 90,
  regular: false,
};
