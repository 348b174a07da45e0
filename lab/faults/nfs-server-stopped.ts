import type { Fault } from './fault.ts';

export const nfsServerStopped: Fault = {
  id: 'nfs-server-stopped',
  title: 'The NFS server does not run',
  summary:
    'The NFS server was stopped. Kernel and initrd come as ever, because others serve them; the initrd asks rpcbind where the NFS server is, and hears that there is none.',
  stage: 'root',
  scenario: 'nfs-root',
  break: [{ stop: 'ganesha' }],
  mend: [{ start: 'ganesha' }],
  symptoms: [
    {
      id: 'nfs-not-available',
      where: 'console',
      says: /NFS over TCP not available from 10\.20\.0\.2$/,
    },
  ],
  patience: 100,
  regular: false,
};
