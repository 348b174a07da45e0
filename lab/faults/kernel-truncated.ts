import type { Fault } from './fault.ts';

export const kernelTruncated: Fault = {
  id: 'kernel-truncated',
  title: 'The kernel is cut short',
  summary:
    'Only the first part of the kernel lies on the server, as after a full disk or an interrupted copy. iPXE fetches it without a complaint, finds that it is no program, and comes back to its menu. PXELINUX starts it: there the machine restarts right after `Probing EDD (edd=off to disable)... ok`, again and again.',
  stage: 'kernel',
  scenario: 'uefi-ipxe',
  break: ['cp /srv/tftp/$KERNEL /run/kernel', 'truncate --size=2M /srv/tftp/$KERNEL'],
  mend: ['cp /run/kernel /srv/tftp/$KERNEL'],
  symptoms: [
    {
      id: 'ipxe-2e0080',
      where: 'console',
      says: /^Could not select: Exec format error \(https?:\/\/ipxe\.org\/2e0080/,
    },
    {
      id: 'ipxe-could-not-start',
      where: 'console',
      says: /^Could not start \S+: the lines above say why\./,
    },
  ],
  patience: 60,
  regular: false,
};
