import type { Fault } from './fault.ts';

export const grubUnsigned: Fault = {
  id: 'grub-unsigned',
  title: 'An unsigned second stage behind shim',
  summary:
    'Behind a signed shim lies a boot program that nobody has signed, such as a GRUB that was built at home. The firmware starts shim, and shim refuses the second stage.',
  stage: 'nbp',
  scenario: 'local-uefi-secure-boot',
  break: ['cp /srv/tftp/grubx64.efi /run', 'cp /srv/tftp/snponly.efi /srv/tftp/grubx64.efi'],
  mend: ['cp /run/grubx64.efi /srv/tftp'],
  symptoms: [
    {
      id: 'shim-verification-failed',
      where: 'console',
      says: /Verification failed: \(0x1A\) Security Violation/,
    },
  ],
  patience: 60,
  regular: false,
};
