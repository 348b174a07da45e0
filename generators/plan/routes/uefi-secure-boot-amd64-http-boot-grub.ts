import type { Route } from '../route.ts';

export const secureBootHttpBootGrub: Route = {
  id: 'uefi-secure-boot-amd64-http-boot-grub',
  title: 'Secure Boot x64 HTTP Boot, shim and GRUB',
  summary:
    "The firmware itself fetches shimx64.img by HTTP, a small disk, and starts the shim on it; shim starts the GRUB on it, and both check signatures as over TFTP. GRUB asks DHCP again for the boot server, and fetches configs, kernel and initrd by TFTP, as Debian's signed GRUB knows no HTTP.",
  firmware: 'uefi-secure-boot',
  architecture: 'amd64',
  transport: 'http-boot',
  loader: 'grub',
  fetches: 'tftp',
  clientArchitectures: [16],
  bootFile: 'shimx64.img',
  proxydhcp: false,
  files: [
    {
      path: 'shimx64.img',
      source: {
        recipe: 'signed-medium-amd64',
        architecture: 'amd64',
        file: 'shimx64.img',
      },
    },
  ],
  page: '/howto/secure-boot/',
};
