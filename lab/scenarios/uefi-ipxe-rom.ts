import type { Scenario } from './scenario.ts';

export const uefiIpxeRom: Scenario = {
  id: 'uefi-ipxe-rom',
  title: 'UEFI, the iPXE in the ROM of the card gets its script at once',
  host: 'build03',
  machine: { rom: 'ipxe' },
  until: 'initrd',
  expect: {
    files: [
      'http boot.ipxe',
      'http ipxe/0c-c4-7a-d9-30-03.ipxe',
      'http images/debian-12-installer-amd64/linux',
      'http images/debian-12-installer-amd64/initrd.gz',
    ],
    never: [/snponly\.efi/],
  },
};
