import type { Scenario } from './scenario.ts';

export const localUefiHttpBoot: Scenario = {
  id: 'local-uefi-http-boot',
  title: 'UEFI HTTP Boot: leaves the network and starts its local disk',
  host: 'app01',
  changes: { 'hosts.app01.transport': 'http-boot' },
  expect: {
    files: [
      'http grubhttpx64.efi',
      'http debian-installer/amd64/grub/grub.cfg',
      'http grub/grub.cfg-01-e4-43-4b-20-7a-01',
      'http grub/disk-amd64.cfg',
    ],
  },
};
