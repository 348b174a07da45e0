import type { Route } from '../route.ts';

const installer = '/usr/lib/debian-installer/images/12/arm64/text/debian-installer/arm64';

export const uefiArm64TftpGrub: Route = {
  id: 'uefi-arm64-tftp-grub',
  title: 'UEFI arm64, GRUB over TFTP',
  summary:
    "The firmware fetches Debian's netboot GRUB for arm64 by TFTP. GRUB reads debian-installer/arm64/grub/grub.cfg, goes on to the file of this MAC, and fetches kernel and initrd by TFTP.",
  firmware: 'uefi',
  architecture: 'arm64',
  transport: 'tftp',
  loader: 'grub',
  clientArchitectures: [11],
  bootFile: 'grubaa64.efi',
  // Debian's GRUB 2.06 takes the server from the DHCP answer only, never from a proxyDHCP one.
  proxydhcp: false,
  ipv6: true,
  files: [
    {
      path: 'grubaa64.efi',
      source: { package: 'debian-installer-12-netboot-arm64', file: `${installer}/grubaa64.efi` },
    },
  ],
  page: '/explain/post-to-kernel/',
};
