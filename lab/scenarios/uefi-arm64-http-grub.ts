import type { Scenario } from './scenario.ts';

export const uefiArm64HttpGrub: Scenario = {
  id: 'uefi-arm64-http-grub',
  title: 'arm64 UEFI, a GRUB with http in it: all but the NBP by HTTP',
  host: 'build01',
  changes: { 'hosts.build01.transport': 'http' },
  until: 'initrd',
  expect: {
    files: [
      'tftp grubhttpaa64.efi',
      'http debian-installer/arm64/grub/grub.cfg',
      'http grub/grub.cfg-01-00-30-48-aa-61-01',
      'http images/debian-12-installer-arm64/linux',
      'http images/debian-12-installer-arm64/initrd.gz',
    ],
    console: [/Linux version \S+-arm64/],
  },
};
