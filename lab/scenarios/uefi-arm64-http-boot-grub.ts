import type { Scenario } from './scenario.ts';

export const uefiArm64HttpBootGrub: Scenario = {
  id: 'uefi-arm64-http-boot-grub',
  title: 'arm64 UEFI HTTP Boot, GRUB: no TFTP at all',
  host: 'build01',
  changes: { 'hosts.build01.transport': 'http-boot' },
  until: 'initrd',
  expect: {
    files: [
      'http grubhttpaa64.efi',
      'http debian-installer/arm64/grub/grub.cfg',
      'http grub/grub.cfg-01-00-30-48-aa-61-01',
      'http images/debian-12-installer-arm64/linux',
      'http images/debian-12-installer-arm64/initrd.gz',
    ],
    never: [/^dnsmasq-tftp\S* sent /],
  },
};
