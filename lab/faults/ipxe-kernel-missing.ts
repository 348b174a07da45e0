import type { Fault } from './fault.ts';

export const ipxeKernelMissing: Fault = {
  id: 'ipxe-kernel-missing',
  title: 'iPXE does not find the kernel',
  summary:
    'The script of this host names a kernel that the web server does not have. iPXE says so and, because the script of a host catches it, goes back to its menu.',
  stage: 'kernel',
  scenario: 'uefi-ipxe',
  break: ['mv /srv/tftp/$KERNEL /srv/tftp/$KERNEL.gone'],
  mend: ['mv /srv/tftp/$KERNEL.gone /srv/tftp/$KERNEL'],
  symptoms: [
    { id: 'http-404', where: 'log', says: /"GET \/images\/\S+\/linux HTTP\/1\.1" 404 / },
    {
      id: 'ipxe-2d0c61',
      where: 'console',
      says: /No such file or directory \(https?:\/\/ipxe\.org\/2d0c61/,
    },
    {
      id: 'ipxe-could-not-start',
      where: 'console',
      says: /^Could not start \S+: the lines above say why\./,
    },
  ],
  patience: 60,
};
