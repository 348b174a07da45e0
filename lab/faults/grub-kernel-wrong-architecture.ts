import type { Fault } from './fault.ts';

export const grubKernelWrongArchitecture: Fault = {
  id: 'grub-kernel-wrong-architecture',
  title: 'GRUB is given a kernel of another architecture',
  summary:
    'The kernel of arm64 lies where that of amd64 belongs. GRUB does not find the mark of a kernel that it can start in the head of the file, and starts nothing.',
  stage: 'kernel',
  scenario: 'uefi-grub',
  // The head is all that GRUB looks at, and the whole would take long by TFTP.
  break: [
    'mv /srv/tftp/$KERNEL /run/kernel',
    'head -c 2M /srv/tftp/images/debian-12-installer-arm64/linux > /srv/tftp/$KERNEL',
  ],
  mend: ['cp /run/kernel /srv/tftp/$KERNEL'],
  symptoms: [
    { id: 'grub-premature-eof', where: 'console', says: /^error: invalid magic number\./ },
    {
      id: 'grub-load-kernel-first',
      where: 'console',
      says: /^error: you need to load the kernel first\./,
    },
  ],
  patience: 60,
  regular: false,
};
