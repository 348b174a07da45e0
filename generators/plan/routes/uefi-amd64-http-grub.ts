import type { Route } from '../route.ts';

export const uefiHttpGrub: Route = {
  id: 'uefi-amd64-http-grub',
  title: 'UEFI x64, GRUB over HTTP',
  summary:
    "The firmware fetches grubhttpx64.efi by TFTP: a GRUB with http built in, which Debian's own has not. It goes on as GRUB over TFTP does, with the same configs, but fetches them, kernel and initrd by HTTP.",
  firmware: 'uefi',
  architecture: 'amd64',
  transport: 'http',
  loader: 'grub',
  clientArchitectures: [7, 9],
  bootFile: 'grubhttpx64.efi',
  // GRUB 2.06 takes the server from the DHCP answer only, never from a proxyDHCP one.
  proxydhcp: false,
  files: [
    {
      path: 'grubhttpx64.efi',
      source: { recipe: 'grub-http-amd64', architecture: 'amd64', file: 'grubhttpx64.efi' },
    },
  ],
  page: '/explain/tftp-and-http/',
};
