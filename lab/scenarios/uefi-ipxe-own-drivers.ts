import type { Scenario } from './scenario.ts';

export const uefiIpxeOwnDrivers: Scenario = {
  id: 'uefi-ipxe-own-drivers',
  title: 'UEFI, iPXE with its own drivers',
  host: 'app02',
  changes: { 'hosts.app02.loader': 'ipxe', 'hosts.app02.drivers': 'ipxe' },
  until: 'initrd',
  expect: {
    files: [
      'tftp ipxe.efi',
      'http boot.ipxe',
      'http ipxe/e4-43-4b-20-7a-02.ipxe',
      'http images/debian-12-installer-amd64/linux',
      'http images/debian-12-installer-amd64/initrd.gz',
    ],
  },
};
