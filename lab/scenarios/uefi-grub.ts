import type { Scenario } from './scenario.ts';

export const uefiGrub: Scenario = {
  id: 'uefi-grub',
  title: 'UEFI, GRUB over TFTP',
  regular: true,
  host: 'app02',
  expect: {
    files: [
      'tftp grubx64.efi',
      'tftp debian-installer/amd64/grub/grub.cfg',
      'tftp grub/grub.cfg-01-e4-43-4b-20-7a-02',
      'tftp images/debian-12-installer-amd64/linux',
      'tftp images/debian-12-installer-amd64/initrd.gz',
    ],
    console: [/Kernel command line: BOOT_IMAGE=\/images\/\S+ console=tty0 console=ttyS0/],
    never: ['Secure boot enabled'],
  },
};
