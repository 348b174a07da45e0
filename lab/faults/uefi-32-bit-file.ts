import type { Fault } from './fault.ts';

export const uefi32BitFile: Fault = {
  id: 'uefi-32-bit-file',
  title: 'A 64-bit UEFI machine gets a 32-bit program',
  summary:
    'The boot file is an EFI program for 32-bit firmware. The firmware fetches it and cannot start it.',
  stage: 'nbp',
  scenario: 'local-uefi',
  break: [
    `cp "/srv/tftp/$BOOTFILE" /run/boot-file
cp /usr/lib/SYSLINUX.EFI/efi32/syslinux.efi "/srv/tftp/$BOOTFILE"`,
  ],
  mend: ['mv /run/boot-file "/srv/tftp/$BOOTFILE"'],
  tools: [{ name: 'SYSLINUX for UEFI', find: '/usr/lib/SYSLINUX.EFI/efi32/syslinux.efi' }],
  symptoms: [
    {
      id: 'uefi-bds-not-found',
      where: 'console',
      says: /^BdsDxe: failed to start Boot\d{4} "UEFI PXEv4 .*: Unsupported$/,
    },
  ],
  patience: 90,
  regular: false,
};
