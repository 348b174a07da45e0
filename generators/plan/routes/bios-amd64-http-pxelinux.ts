import type { Route } from '../route.ts';

const modules = ['ldlinux.c32', 'libcom32.c32', 'libutil.c32', 'menu.c32'];

export const biosHttpPxelinux: Route = {
  id: 'bios-amd64-http-pxelinux',
  title: 'BIOS, PXELINUX over HTTP',
  summary:
    'The PXE ROM fetches lpxelinux.0 by TFTP: the PXELINUX that speaks HTTP too. It finds its config as pxelinux.0 does, by TFTP; the config of a host names kernel and initrd by URL, and they come by HTTP.',
  firmware: 'bios',
  architecture: 'amd64',
  transport: 'http',
  loader: 'pxelinux',
  clientArchitectures: [0],
  bootFile: 'lpxelinux.0',
  proxydhcp: true,
  files: [
    { path: 'lpxelinux.0', source: { package: 'pxelinux', file: '/usr/lib/PXELINUX/lpxelinux.0' } },
    ...modules.map((name) => ({
      path: name,
      source: { package: 'syslinux-common', file: `/usr/lib/syslinux/modules/bios/${name}` },
    })),
  ],
  page: '/explain/tftp-and-http/',
};
