import type { Fault } from './fault.ts';

export const ldlinuxMissing: Fault = {
  id: 'ldlinux-missing',
  title: 'ldlinux.c32 is missing',
  summary:
    'Only pxelinux.0 was copied to the TFTP root. Since version 5 the rest of PXELINUX lies in ldlinux.c32, which it looks for beside itself and in a few folders; then it gives up.',
  stage: 'nbp',
  scenario: 'local-bios',
  break: ['mv /srv/tftp/ldlinux.c32 /srv/tftp/ldlinux.c32.gone'],
  mend: ['mv /srv/tftp/ldlinux.c32.gone /srv/tftp/ldlinux.c32'],
  symptoms: [
    {
      id: 'dnsmasq-tftp-not-found',
      where: 'log',
      says: /^dnsmasq-tftp\[\d+\]: file \/srv\/tftp\/ldlinux\.c32 not found for /,
    },
    { id: 'pxelinux-failed-ldlinux', where: 'console', says: /^Failed to load ldlinux\.c32/ },
  ],
  patience: 60,
};
