import type { Fault } from './fault.ts';

export const grubKernelMissing: Fault = {
  id: 'grub-kernel-missing',
  title: 'GRUB does not find the kernel',
  summary:
    'The menu entry names a kernel that does not lie below the TFTP root. GRUB prints what the TFTP server told it, with the path on the disk of the server, goes on to the initrd, and says that there is no kernel yet.',
  stage: 'kernel',
  scenario: 'uefi-grub',
  break: ['mv /srv/tftp/$KERNEL /srv/tftp/$KERNEL.gone'],
  mend: ['mv /srv/tftp/$KERNEL.gone /srv/tftp/$KERNEL'],
  symptoms: [
    {
      id: 'grub-file-not-found',
      where: 'console',
      says: /^error: file \S*\/images\/\S+\/linux\S* not found/,
    },
    {
      id: 'grub-load-kernel-first',
      where: 'console',
      says: /^error: you need to load the kernel first\./,
    },
  ],
  patience: 60,
  regular: false,
};
