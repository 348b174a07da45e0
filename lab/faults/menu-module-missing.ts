import type { Fault } from './fault.ts';

export const menuModuleMissing: Fault = {
  id: 'menu-module-missing',
  title: 'A library of the menu is missing',
  summary:
    'menu.c32 was copied without libutil.c32, which it needs. PXELINUX cannot load the menu and shows its prompt instead.',
  stage: 'menu',
  scenario: 'local-bios',
  break: ['mv /srv/tftp/libutil.c32 /srv/tftp/libutil.c32.gone'],
  mend: ['mv /srv/tftp/libutil.c32.gone /srv/tftp/libutil.c32'],
  symptoms: [
    {
      id: 'dnsmasq-tftp-not-found',
      where: 'log',
      says: /^dnsmasq-tftp\[\d+\]: file \/srv\/tftp\/libutil\.c32 not found for /,
    },
    { id: 'pxelinux-failed-com32', where: 'console', says: /^Failed to load libutil\.c32/ },
  ],
  patience: 60,
};
