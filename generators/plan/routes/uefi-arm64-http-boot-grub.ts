import type { Route } from '../route.ts';

export const uefiArm64HttpBootGrub: Route = {
  id: 'uefi-arm64-http-boot-grub',
  title: 'UEFI arm64 HTTP Boot, GRUB',
  summary:
    "The firmware itself fetches grubhttpaa64.efi by HTTP, without any TFTP: a GRUB with http built in, which Debian's own has not. GRUB asks DHCP again for the boot server, and fetches configs, kernel and initrd by HTTP.",
  firmware: 'uefi',
  architecture: 'arm64',
  transport: 'http-boot',
  loader: 'grub',
  clientArchitectures: [19],
  bootFile: 'grubhttpaa64.efi',
  proxydhcp: false,
  files: [
    {
      path: 'grubhttpaa64.efi',
      source: { recipe: 'grub-http-arm64', architecture: 'arm64', file: 'grubhttpaa64.efi' },
    },
  ],
  page: '/explain/tftp-and-http/',
};
