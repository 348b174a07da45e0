import type { Fault } from './fault.ts';

export const kernelWrongArchitecture: Fault = {
  id: 'kernel-wrong-architecture',
  title: 'The kernel is of another architecture',
  summary:
    'The kernel of arm64 lies where that of amd64 belongs. PXELINUX loads it and the initrd, finds no boot header of a PC, and comes back to the menu. Any other file that is no kernel looks the same.',
  stage: 'kernel',
  scenario: 'bios-pxelinux-rescue',
  // The head is all that PXELINUX looks at, and the whole would take long by TFTP.
  break: [
    'mv /srv/tftp/$KERNEL /run/kernel',
    'head -c 2M /srv/tftp/images/debian-12-installer-arm64/linux > /srv/tftp/$KERNEL',
  ],
  mend: ['cp /run/kernel /srv/tftp/$KERNEL'],
  symptoms: [
    {
      id: 'pxelinux-booting-kernel-failed',
      where: 'console',
      says: /^Booting kernel failed: Invalid argument/,
    },
  ],
  patience: 60,
};
