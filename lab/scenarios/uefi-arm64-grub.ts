import type { Scenario } from './scenario.ts';

export const uefiArm64Grub: Scenario = {
  id: 'uefi-arm64-grub',
  title: 'arm64 UEFI, GRUB over TFTP',
  regular: true,
  host: 'build01',
  expect: {
    files: ['tftp grubaa64.efi'],
    console: ['console=ttyAMA0,115200n8', /Linux version \S+-arm64/],
  },
};
