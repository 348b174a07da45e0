import type { Scenario } from './scenario.ts';

export const localUefiSecureBootHttpBoot: Scenario = {
  id: 'local-uefi-secure-boot-http-boot',
  title:
    'UEFI with Secure Boot, by HTTP Boot: tells the disk in memory from the local disk, and starts that',
  host: 'db01',
  changes: { 'hosts.db01.transport': 'http-boot' },
  expect: {
    files: [
      'http shimx64.img',
      'tftp debian-installer/amd64/grub/grub.cfg',
      'tftp grub/grub.cfg-01-94-40-c9-1f-02-01',
      'tftp grub/disk-amd64.cfg',
    ],
  },
};
