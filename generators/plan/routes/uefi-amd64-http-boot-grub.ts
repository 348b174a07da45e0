import type { Route } from '../route.ts';

export const uefiHttpBootGrub: Route = {
  id: 'uefi-amd64-http-boot-grub',
  title: 'UEFI x64 HTTP Boot, GRUB',
  summary:
    "The firmware itself fetches grubhttpx64.efi by HTTP, without any TFTP: a GRUB with http built in, which Debian's own has not. GRUB asks DHCP again for the boot server, and fetches configs, kernel and initrd by HTTP.",
  firmware: 'uefi',
  architecture: 'amd64',
  transport: 'http-boot',
  loader: 'grub',
  clientArchitectures: [16],
  bootFile: 'grubhttpx64.efi',
  proxydhcp: false,
  files: [
    {
      path: 'grubhttpx64.efi',
      source: { recipe: 'grub-http-amd64', architecture: 'amd64', file: 'grubhttpx64.efi' },
    },
  ],
  page: '/explain/tftp-and-http/',
};
