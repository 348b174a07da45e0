import type { Route } from '../route.ts';

const installer = '/usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64';

export const uefiTftpGrub: Route = {
  id: 'uefi-amd64-tftp-grub',
  title: 'UEFI x64, GRUB over TFTP',
  summary:
    "The firmware fetches Debian's netboot GRUB by TFTP. GRUB reads debian-installer/amd64/grub/grub.cfg, goes on to the file of this MAC, and fetches kernel and initrd by TFTP.",
  firmware: 'uefi',
  architecture: 'amd64',
  transport: 'tftp',
  loader: 'grub',
  clientArchitectures: [7, 9],
  bootFile: 'grubx64.efi',
  // Debian's GRUB 2.06 takes the server from the DHCP answer only, never from a proxyDHCP one.
  proxydhcp: false,
  ipv6: true,
  files: [
    {
      path: 'grubx64.efi',
      source: { package: 'debian-installer-12-netboot-amd64', file: `${installer}/grubx64.efi` },
    },
  ],
  page: '/explain/post-to-kernel/',
};
