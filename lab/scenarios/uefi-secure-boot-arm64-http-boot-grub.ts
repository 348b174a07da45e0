import type { Scenario } from './scenario.ts';

export const uefiSecureBootArm64HttpBootGrub: Scenario = {
  id: 'uefi-secure-boot-arm64-http-boot-grub',
  title: 'arm64 UEFI with Secure Boot, by HTTP Boot: a disk with shim and GRUB',
  host: 'build01',
  changes: {
    'hosts.build01.firmware': 'uefi-secure-boot',
    'hosts.build01.transport': 'http-boot',
  },
  until: 'initrd',
  expect: {
    files: [
      'http shimaa64.img',
      'tftp debian-installer/arm64/grub/grub.cfg',
      'tftp grub/grub.cfg-01-00-30-48-aa-61-01',
      'tftp images/debian-12-installer-arm64/linux',
      'tftp images/debian-12-installer-arm64/initrd.gz',
    ],
    console: ['EFI stub: UEFI Secure Boot is enabled.'],
  },
};
