import type { Route } from '../route.ts';

export const biosHttpIpxe: Route = {
  id: 'bios-amd64-http-ipxe',
  title: 'BIOS, iPXE over HTTP',
  summary:
    'The PXE ROM fetches undionly.kpxe by TFTP. iPXE asks DHCP again, gets boot.ipxe and fetches all the rest by HTTP.',
  firmware: 'bios',
  architecture: 'amd64',
  transport: 'http',
  loader: 'ipxe',
  clientArchitectures: [0],
  bootFile: 'undionly.kpxe',
  proxydhcp: true,
  files: [
    { path: 'undionly.kpxe', source: { package: 'ipxe', file: '/usr/lib/ipxe/undionly.kpxe' } },
  ],
  page: '/explain/tftp-and-http/',
};
