import type { Fault } from './fault.ts';

export const unsignedNbp: Fault = {
  id: 'unsigned-nbp',
  title: 'An unsigned boot program under Secure Boot',
  summary:
    'The boot file is iPXE as Debian builds it, which nobody has signed. It arrives as a whole, and firmware with Secure Boot refuses to start it.',
  stage: 'nbp',
  scenario: 'local-uefi-secure-boot',
  break: ['cp /srv/tftp/$BOOTFILE /run', 'cp /srv/tftp/snponly.efi /srv/tftp/$BOOTFILE'],
  mend: ['cp /run/$BOOTFILE /srv/tftp'],
  symptoms: [
    {
      id: 'uefi-nbp-downloaded-then-next-entry',
      where: 'console',
      says: /NBP file downloaded successfully\./,
    },
    {
      id: 'uefi-bds-access-denied',
      where: 'console',
      says: /^BdsDxe: failed to load Boot\d{4} "UEFI PXEv4 .*: Access Denied/,
    },
  ],
  patience: 60,
};
