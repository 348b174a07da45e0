import { ganeshaConfig } from './ganesha-config.ts';
import type { Fault } from './fault.ts';

export const nfsExportMissing: Fault = {
  id: 'nfs-export-missing',
  title: 'The NFS server does not export the root',
  summary:
    'The NFS server runs, but its config has no export of the path that nfsroot= names. Kernel and initrd come as ever. The initrd gets its address, asks for its root, and hears what it would hear if it were not allowed to; it asks again, once a second, for three minutes.',
  stage: 'root',
  scenario: 'nfs-root',
  ...ganeshaConfig('/^EXPORT/,/^}/d'),
  symptoms: [
    {
      id: 'ganesha-no-exports',
      where: 'log',
      says: /:WARN :No export entries found in configuration file !!!$/,
    },
    {
      id: 'nfs-mount-refused',
      where: 'console',
      says: /mount call failed - server replied: Permission denied\.$/,
    },
  ],
  patience: 100,
  regular: false,
};
