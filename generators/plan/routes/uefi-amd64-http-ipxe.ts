import type { Route } from '../route.ts';

export const uefiHttpIpxe: Route = {
  id: 'uefi-amd64-http-ipxe',
  title: 'UEFI x64, iPXE over HTTP',
  summary:
    "The firmware fetches snponly.efi by TFTP. iPXE drives the card through the firmware's own driver, asks DHCP again, gets boot.ipxe and fetches all the rest by HTTP.",
  firmware: 'uefi',
  architecture: 'amd64',
  transport: 'http',
  loader: 'ipxe',
  clientArchitectures: [7, 9],
  bootFile: 'snponly.efi',
  proxydhcp: true,
  ipv6: true,
  files: [{ path: 'snponly.efi', source: { package: 'ipxe', file: '/usr/lib/ipxe/snponly.efi' } }],
  page: '/explain/tftp-and-http/',
};
