import type { Scenario } from './scenario.ts';

export const uefiHttpGrub: Scenario = {
  id: 'uefi-http-grub',
  title: 'UEFI, a GRUB with http in it: all but the NBP by HTTP',
  host: 'app02',
  changes: { 'hosts.app02.transport': 'http' },
  until: 'initrd',
  expect: {
    files: [
      'tftp grubhttpx64.efi',
      'http debian-installer/amd64/grub/grub.cfg',
      'http grub/grub.cfg-01-e4-43-4b-20-7a-02',
      'http images/debian-12-installer-amd64/linux',
      'http images/debian-12-installer-amd64/initrd.gz',
    ],
  },
};
