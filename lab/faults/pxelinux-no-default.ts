import type { Fault } from './fault.ts';

export const pxelinuxNoDefault: Fault = {
  id: 'pxelinux-no-default',
  title: 'The config of this host says nothing',
  summary:
    'The config of this host is there and holds no directive: only comments, or the HTML of a page with an error. PXELINUX takes it, since it was found, never asks for the default, and shows its prompt. (An empty file counts as none.)',
  stage: 'menu',
  scenario: 'local-bios',
  break: [
    'mv /srv/tftp/pxelinux.cfg/$BOOTIF /run/config',
    'echo "# $HOST" > /srv/tftp/pxelinux.cfg/$BOOTIF',
  ],
  mend: ['mv /run/config /srv/tftp/pxelinux.cfg/$BOOTIF'],
  symptoms: [
    {
      id: 'pxelinux-no-default',
      where: 'console',
      says: /^No DEFAULT or UI configuration directive found!/,
    },
  ],
  patience: 60,
  regular: false,
};
