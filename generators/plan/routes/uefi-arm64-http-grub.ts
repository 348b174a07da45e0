import type { Route } from '../route.ts';

export const uefiArm64HttpGrub: Route = {
  id: 'uefi-arm64-http-grub',
  title: 'UEFI arm64, GRUB over HTTP',
  summary:
    "The firmware fetches grubhttpaa64.efi by TFTP: a GRUB with http built in, which Debian's own has not. It goes on as GRUB over TFTP does, with the same configs, but fetches them, kernel and initrd by HTTP.",
  firmware: 'uefi',
  architecture: 'arm64',
  transport: 'http',
  loader: 'grub',
  clientArchitectures: [11],
  bootFile: 'grubhttpaa64.efi',
  // GRUB 2.06 takes the server from the DHCP answer only, never from a proxyDHCP one.
  proxydhcp: false,
  files: [
    {
      path: 'grubhttpaa64.efi',
      source: { recipe: 'grub-http-arm64', architecture: 'arm64', file: 'grubhttpaa64.efi' },
    },
  ],
  page: '/explain/tftp-and-http/',
};
