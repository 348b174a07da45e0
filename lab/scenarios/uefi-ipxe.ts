import type { Scenario } from './scenario.ts';

export const uefiIpxe: Scenario = {
  id: 'uefi-ipxe',
  title: 'UEFI, iPXE: all but the boot program over HTTP',
  regular: true,
  host: 'build03',
  expect: {
    files: [
      'tftp snponly.efi',
      'http boot.ipxe',
      'http ipxe/0c-c4-7a-d9-30-03.ipxe',
      'http images/debian-12-installer-amd64/linux',
      'http images/debian-12-installer-amd64/initrd.gz',
    ],
  },
};
