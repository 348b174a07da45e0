import type { Route } from '../route.ts';

const installer = '/usr/lib/debian-installer/images/12/arm64/text/debian-installer/arm64';

export const secureBootArm64TftpGrub: Route = {
  id: 'uefi-secure-boot-arm64-tftp-grub',
  title: 'Secure Boot arm64, shim and GRUB over TFTP',
  summary:
    "The firmware fetches shim for arm64 by TFTP and checks its signature. shim fetches grubaa64.efi from the same folder and checks Debian's; GRUB does the same with the kernel.",
  firmware: 'uefi-secure-boot',
  architecture: 'arm64',
  transport: 'tftp',
  loader: 'grub',
  clientArchitectures: [11],
  bootFile: 'shimaa64.efi',
  // Debian's GRUB 2.06 takes the server from the DHCP answer only, never from a proxyDHCP one.
  proxydhcp: false,
  ipv6: true,
  files: [
    {
      path: 'shimaa64.efi',
      source: {
        package: 'debian-installer-12-netboot-arm64',
        file: `${installer}/bootnetaa64.efi`,
      },
    },
    {
      path: 'grubaa64.efi',
      source: { package: 'debian-installer-12-netboot-arm64', file: `${installer}/grubaa64.efi` },
    },
  ],
  page: '/howto/secure-boot/',
};
