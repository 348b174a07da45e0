import type { Scenario } from './scenario.ts';

export const uefiHttpBootGrub: Scenario = {
  id: 'uefi-http-boot-grub',
  title: 'UEFI HTTP Boot, GRUB: no TFTP at all',
  regular: true,
  host: 'app02',
  changes: { 'hosts.app02.transport': 'http-boot' },
  until: 'initrd',
  expect: {
    files: [
      'http grubhttpx64.efi',
      'http debian-installer/amd64/grub/grub.cfg',
      'http grub/grub.cfg-01-e4-43-4b-20-7a-02',
      'http images/debian-12-installer-amd64/linux',
      'http images/debian-12-installer-amd64/initrd.gz',
    ],
    never: [/^dnsmasq-tftp\S* sent /],
  },
};
