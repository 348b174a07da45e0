import type { Fault } from './fault.ts';

export const kernelTampered: Fault = {
  id: 'kernel-tampered',
  title: 'A kernel that was changed after it was signed',
  summary:
    'One byte of the signed kernel is another one. GRUB asks shim, shim refuses the kernel, and GRUB starts nothing. A kernel that nobody has signed looks the same.',
  stage: 'kernel',
  scenario: 'uefi-secure-boot-grub',
  break: [
    'cp /srv/tftp/$KERNEL /run/kernel',
    'printf x | dd of=/srv/tftp/$KERNEL bs=1 seek=4000000 conv=notrunc',
  ],
  mend: ['cp /run/kernel /srv/tftp/$KERNEL'],
  symptoms: [
    { id: 'grub-bad-shim-signature', where: 'console', says: /^error: bad shim signature\./ },
    {
      id: 'grub-load-kernel-first',
      where: 'console',
      says: /^error: you need to load the kernel first\./,
    },
  ],
  patience: 60,
};
