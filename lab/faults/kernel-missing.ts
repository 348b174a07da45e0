import type { Fault } from './fault.ts';

export const kernelMissing: Fault = {
  id: 'kernel-missing',
  title: 'The kernel is missing',
  summary:
    'The config names a kernel that does not lie below the TFTP root. PXELINUX says so in the menu and comes back to it.',
  stage: 'kernel',
  scenario: 'bios-pxelinux-rescue',
  break: ['mv /srv/tftp/$KERNEL /srv/tftp/$KERNEL.gone'],
  mend: ['mv /srv/tftp/$KERNEL.gone /srv/tftp/$KERNEL'],
  symptoms: [
    {
      id: 'dnsmasq-tftp-not-found',
      where: 'log',
      says: /^dnsmasq-tftp\[\d+\]: file \/srv\/tftp\/images\/\S+\/linux not found for /,
    },
    {
      id: 'pxelinux-load-failed',
      where: 'console',
      says: /Loading images\/\S+\/linux\.\.\. failed: No such file or directory/,
    },
  ],
  patience: 60,
};
