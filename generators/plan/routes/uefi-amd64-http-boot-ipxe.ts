import type { Route } from '../route.ts';

export const uefiHttpBootIpxe: Route = {
  id: 'uefi-amd64-http-boot-ipxe',
  title: 'UEFI x64 HTTP Boot, iPXE',
  summary:
    'The firmware itself fetches snponly.efi by HTTP, without any TFTP. iPXE asks DHCP again, gets boot.ipxe and goes on by HTTP.',
  firmware: 'uefi',
  architecture: 'amd64',
  transport: 'http-boot',
  loader: 'ipxe',
  clientArchitectures: [16],
  bootFile: 'snponly.efi',
  proxydhcp: false,
  files: [{ path: 'snponly.efi', source: { package: 'ipxe', file: '/usr/lib/ipxe/snponly.efi' } }],
  page: '/explain/tftp-and-http/',
};
