import type { Route } from '../route.ts';

const modules = ['ldlinux.c32', 'libcom32.c32', 'libutil.c32', 'menu.c32'];

export const biosTftpPxelinux: Route = {
  id: 'bios-amd64-tftp-pxelinux',
  title: 'BIOS, PXELINUX over TFTP',
  summary:
    'The PXE ROM fetches pxelinux.0 by TFTP. PXELINUX looks for pxelinux.cfg/01-<mac>, then for default, and fetches kernel and initrd by TFTP.',
  firmware: 'bios',
  architecture: 'amd64',
  transport: 'tftp',
  loader: 'pxelinux',
  clientArchitectures: [0],
  bootFile: 'pxelinux.0',
  proxydhcp: true,
  files: [
    { path: 'pxelinux.0', source: { package: 'pxelinux', file: '/usr/lib/PXELINUX/pxelinux.0' } },
    ...modules.map((name) => ({
      path: name,
      source: { package: 'syslinux-common', file: `/usr/lib/syslinux/modules/bios/${name}` },
    })),
  ],
  page: '/explain/post-to-kernel/',
};
