import type { Fault } from './fault.ts';

export const nfsVersion4Asked: Fault = {
  id: 'nfs-version-4-asked',
  title: 'nfsroot= asks for NFS version 4',
  summary:
    'Somebody has added vers=4 to nfsroot=. The initrd of Debian mounts its root with klibc, whose nfsmount knows versions 2 and 3 only, and it refuses before it has asked any server.',
  stage: 'root',
  scenario: 'nfs-root',
  break: [
    'cp /srv/tftp/pxelinux.cfg/$BOOTIF /run/config',
    'sed --in-place "s/nfsroot=[^ ]*,ro/&,vers=4/" /srv/tftp/pxelinux.cfg/$BOOTIF',
  ],
  mend: ['cp /run/config /srv/tftp/pxelinux.cfg/$BOOTIF'],
  symptoms: [{ id: 'nfsmount-need-path', where: 'console', says: /nfsmount: bad NFS version/ }],
  patience: 100,
  regular: false,
};
