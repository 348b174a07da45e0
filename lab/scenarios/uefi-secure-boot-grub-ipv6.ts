import type { Scenario } from './scenario.ts';

export const uefiSecureBootGrubIpv6: Scenario = {
  id: 'uefi-secure-boot-grub-ipv6',
  title: 'Secure Boot by IPv6 alone, shim and GRUB over TFTP',
  host: 'app04',
  changes: { 'hosts.app04.model': 'dell-r640-secure' },
  until: 'initrd',
  expect: {
    // shim takes GRUB's path from the boot file URL, folder by folder.
    files: [
      'tftp shimx64.efi',
      'tftp grubx64.efi',
      'tftp debian-installer/amd64/grub/grub.cfg',
      'tftp grub/grub.cfg-01-e4-43-4b-20-7a-04',
    ],
    console: ['>>Start PXE over IPv6', 'Secure boot enabled'],
    log: [/sent \/srv\/tftp\/grubx64\.efi to 2001:db8:20::2[4-7]$/],
    never: ['DHCPDISCOVER'],
  },
};
