import type { Fault } from './fault.ts';

export const bootFileMissing: Fault = {
  id: 'boot-file-missing',
  title: 'The boot file is missing',
  summary:
    'DHCP names a boot file that does not lie below the TFTP root. The PXE ROM asks for it, is told that there is none, and gives up.',
  stage: 'nbp',
  scenario: 'local-bios',
  break: ['mv "/srv/tftp/$BOOTFILE" "/srv/tftp/$BOOTFILE.gone"'],
  mend: ['mv "/srv/tftp/$BOOTFILE.gone" "/srv/tftp/$BOOTFILE"'],
  symptoms: [
    {
      id: 'dnsmasq-tftp-not-found',
      where: 'log',
      says: /^dnsmasq-tftp\[\d+\]: file \/srv\/tftp\/pxelinux\.0 not found for /,
    },
    {
      id: 'ipxe-2d126',
      where: 'console',
      says: /\/pxelinux\.0\.\.\. No such file or directory \(http:\/\/ipxe\.org\/2d126/,
    },
  ],
  patience: 60,
};
