import type { Route } from '../route.ts';

const installer = '/usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64';

export const secureBootTftpGrub: Route = {
  id: 'uefi-secure-boot-amd64-tftp-grub',
  title: 'Secure Boot x64, shim and GRUB over TFTP',
  summary:
    "The firmware fetches shim by TFTP and checks Microsoft's signature. shim fetches grubx64.efi from the same folder and checks Debian's; GRUB does the same with the kernel.",
  firmware: 'uefi-secure-boot',
  architecture: 'amd64',
  transport: 'tftp',
  loader: 'grub',
  clientArchitectures: [7, 9],
  bootFile: 'shimx64.efi',
  // Debian's GRUB 2.06 takes the server from the DHCP answer only, never from a proxyDHCP one.
  proxydhcp: false,
  ipv6: true,
  files: [
    {
      path: 'shimx64.efi',
      source: { package: 'debian-installer-12-netboot-amd64', file: `${installer}/bootnetx64.efi` },
    },
    {
      path: 'grubx64.efi',
      source: { package: 'debian-installer-12-netboot-amd64', file: `${installer}/grubx64.efi` },
    },
  ],
  page: '/howto/secure-boot/',
};
