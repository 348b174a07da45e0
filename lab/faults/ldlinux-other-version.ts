import type { Fault } from './fault.ts';

export const ldlinuxOtherVersion: Fault = {
  id: 'ldlinux-other-version',
  title: 'ldlinux.c32 is of another version',
  summary:
    'pxelinux.0 and ldlinux.c32 come from different versions of Syslinux. The module calls a function that this pxelinux.0 does not have (here one of its names is changed for that), and cannot be linked.',
  stage: 'nbp',
  scenario: 'local-bios',
  break: [
    'cp /srv/tftp/ldlinux.c32 /run',
    'sed -i s/unload_modules_since/unload_modules_until/ /srv/tftp/ldlinux.c32',
  ],
  mend: ['cp /run/ldlinux.c32 /srv/tftp'],
  symptoms: [
    {
      id: 'ldlinux-sent',
      where: 'log',
      says: /^dnsmasq-tftp\[\d+\]: sent \/srv\/tftp\/ldlinux\.c32 to /,
    },
    { id: 'pxelinux-failed-ldlinux', where: 'console', says: /^Failed to load ldlinux\.c32/ },
  ],
  patience: 60,
  regular: false,
};
