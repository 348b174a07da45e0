import type { Fault } from './fault.ts';

export const initrdMissing: Fault = {
  id: 'initrd-missing',
  title: 'The initrd is missing',
  summary:
    'The kernel arrives, its initrd does not lie below the TFTP root. PXELINUX starts nothing without it and comes back to the menu.',
  stage: 'initrd',
  scenario: 'bios-pxelinux-rescue',
  break: ['mv /srv/tftp/$INITRD /srv/tftp/$INITRD.gone'],
  mend: ['mv /srv/tftp/$INITRD.gone /srv/tftp/$INITRD'],
  symptoms: [
    {
      id: 'dnsmasq-tftp-not-found',
      where: 'log',
      says: /^dnsmasq-tftp\[\d+\]: file \/srv\/tftp\/images\/\S+\/initrd\.gz not found for /,
    },
    {
      id: 'pxelinux-load-failed',
      where: 'console',
      says: /Loading images\/\S+\/initrd\.gz\.\.\.\s*failed: No such file or directory/,
    },
  ],
  patience: 60,
  regular: false,
};
