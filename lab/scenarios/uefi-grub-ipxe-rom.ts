import type { Scenario } from './scenario.ts';

export const uefiGrubIpxeRom: Scenario = {
  id: 'uefi-grub-ipxe-rom',
  title: 'UEFI, GRUB fetched by the iPXE in the ROM of the card',
  host: 'app02',
  // The firmware's own PXE client is in uefi-grub-signs; the two differ, see the fault shim-by-ipxe-rom.
  machine: { rom: 'ipxe' },
  until: 'initrd',
  expect: {
    files: [
      'tftp grubx64.efi',
      'tftp debian-installer/amd64/grub/grub.cfg',
      'tftp grub/grub.cfg-01-e4-43-4b-20-7a-02',
      'tftp images/debian-12-installer-amd64/linux',
      'tftp images/debian-12-installer-amd64/initrd.gz',
    ],
    // dnsmasq tags what brings option 175.
    log: [/tags: (?:.*, )?ipxe,/],
  },
};
