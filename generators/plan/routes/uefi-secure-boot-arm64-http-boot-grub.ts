import type { Route } from '../route.ts';

export const secureBootArm64HttpBootGrub: Route = {
  id: 'uefi-secure-boot-arm64-http-boot-grub',
  title: 'Secure Boot arm64 HTTP Boot, shim and GRUB',
  summary:
    "The firmware itself fetches shimaa64.img by HTTP, a small disk, and starts the shim on it; shim starts the GRUB on it, and both check signatures as over TFTP. GRUB asks DHCP again for the boot server, and fetches configs, kernel and initrd by TFTP, as Debian's signed GRUB knows no HTTP.",
  firmware: 'uefi-secure-boot',
  architecture: 'arm64',
  transport: 'http-boot',
  loader: 'grub',
  fetches: 'tftp',
  clientArchitectures: [19],
  bootFile: 'shimaa64.img',
  proxydhcp: false,
  files: [
    {
      path: 'shimaa64.img',
      source: {
        recipe: 'signed-medium-arm64',
        architecture: 'arm64',
        file: 'shimaa64.img',
      },
    },
  ],
  page: '/howto/secure-boot/',
};
