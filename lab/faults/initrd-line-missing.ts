import type { Fault } from './fault.ts';

export const initrdLineMissing: Fault = {
  id: 'initrd-line-missing',
  title: 'The kernel gets no initrd',
  summary:
    'The config has the line of the kernel and lacks the one of the initrd. The kernel starts, has no early user space, finds no disk that it could mount, and panics.',
  stage: 'initrd',
  scenario: 'bios-pxelinux-rescue',
  break: [
    'cp /srv/tftp/pxelinux.cfg/$BOOTIF /run/config',
    'sed -i /INITRD/d /srv/tftp/pxelinux.cfg/$BOOTIF',
  ],
  mend: ['cp /run/config /srv/tftp/pxelinux.cfg/$BOOTIF'],
  symptoms: [
    {
      id: 'kernel-panic-vfs',
      where: 'console',
      says: /^\[ *[0-9.]+\] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block\(0,0\)/,
    },
  ],
  patience: 70,
  regular: false,
};
