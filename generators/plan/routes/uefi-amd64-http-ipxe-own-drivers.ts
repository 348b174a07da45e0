import type { Route } from '../route.ts';

export const uefiHttpIpxeOwnDrivers: Route = {
  id: 'uefi-amd64-http-ipxe-own-drivers',
  title: 'UEFI x64, iPXE with its own drivers over HTTP',
  summary:
    'The firmware fetches ipxe.efi by TFTP. iPXE drives the card by a driver of its own, for firmware whose own one is slow or broken, asks DHCP again, gets boot.ipxe and fetches all the rest by HTTP.',
  firmware: 'uefi',
  architecture: 'amd64',
  transport: 'http',
  loader: 'ipxe',
  drivers: 'ipxe',
  clientArchitectures: [7, 9],
  bootFile: 'ipxe.efi',
  proxydhcp: true,
  files: [{ path: 'ipxe.efi', source: { package: 'ipxe', file: '/usr/lib/ipxe/ipxe.efi' } }],
  page: '/explain/tftp-and-http/',
};
