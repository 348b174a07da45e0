import type { Scenario } from './scenario.ts';

export const uefiSecureBootGrub: Scenario = {
  id: 'uefi-secure-boot-grub',
  title: 'UEFI with Secure Boot: shim, GRUB, and a kernel that is locked down',
  regular: true,
  host: 'db02',
  expect: {
    files: ['tftp shimx64.efi', 'tftp grubx64.efi'],
    console: [
      'EFI stub: UEFI Secure Boot is enabled.',
      'secureboot: Secure boot enabled',
      'Kernel is locked down from EFI Secure Boot',
    ],
  },
};
