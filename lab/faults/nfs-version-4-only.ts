import { ganeshaConfig } from './ganesha-config.ts';
import type { Fault } from './fault.ts';

export const nfsVersion4Only: Fault = {
  id: 'nfs-version-4-only',
  title: 'The NFS server speaks version 4 only',
  summary:
    'The NFS server was told to speak version 4 alone, as newer servers like to. The initrd of Debian mounts its root with klibc, whose nfsmount speaks versions 2 and 3: the mount service that it asks for first is not there.',
  stage: 'root',
  scenario: 'nfs-root',
  ...ganeshaConfig('s/Protocols = 3, 4;/Protocols = 4;/'),
  symptoms: [{ id: 'nfs-connect-refused', where: 'console', says: /connect: Connection refused$/ }],
  patience: 100,
  regular: false,
};
