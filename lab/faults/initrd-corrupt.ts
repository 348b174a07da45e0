import type { Fault } from './fault.ts';

export const initrdCorrupt: Fault = {
  id: 'initrd-corrupt',
  title: 'The initrd is cut short',
  summary:
    'Only the first part of the initrd lies on the server. The boot loader cannot know that; the kernel starts, unpacks what there is, and says that the rest is missing.',
  stage: 'initrd',
  scenario: 'bios-pxelinux-rescue',
  break: ['cp /srv/tftp/$INITRD /run/initrd', 'truncate --size=2M /srv/tftp/$INITRD'],
  mend: ['cp /run/initrd /srv/tftp/$INITRD'],
  symptoms: [
    {
      id: 'initramfs-unpacking-failed',
      where: 'console',
      says: /\] Initramfs unpacking failed: /,
    },
  ],
  patience: 70,
};
