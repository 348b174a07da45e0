import type { Scenario } from './scenario.ts';

export const uefiSecureBootHttpBootGrub: Scenario = {
  id: 'uefi-secure-boot-http-boot-grub',
  title: 'UEFI with Secure Boot, by HTTP Boot: a disk with shim and GRUB',
  regular: true,
  host: 'db02',
  changes: { 'hosts.db02.transport': 'http-boot' },
  until: 'initrd',
  expect: {
    files: [
      'http shimx64.img',
      'tftp debian-installer/amd64/grub/grub.cfg',
      'tftp grub/grub.cfg-01-94-40-c9-1f-02-02',
      'tftp images/debian-12-installer-amd64/linux',
      'tftp images/debian-12-installer-amd64/initrd.gz',
    ],
    console: [
      'EFI stub: UEFI Secure Boot is enabled.',
      'secureboot: Secure boot enabled',
      'Kernel is locked down from EFI Secure Boot',
    ],
  },
};
