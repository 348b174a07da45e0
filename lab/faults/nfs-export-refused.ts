import { ganeshaConfig } from './ganesha-config.ts';
import type { Fault } from './fault.ts';

export const nfsExportRefused: Fault = {
  id: 'nfs-export-refused',
  title: 'The NFS export is for other clients',
  summary:
    'The export of the root names the clients that may mount it, and the network of this machine is not among them. The initrd is refused, and asks again once a second, for three minutes. The server writes nothing about it in its log.',
  stage: 'root',
  scenario: 'nfs-root',
  ...ganeshaConfig('s/Clients = .*;/Clients = 10.20.30.9;/'),
  symptoms: [
    {
      id: 'nfs-mount-refused',
      where: 'console',
      says: /mount call failed - server replied: Permission denied\.$/,
    },
  ],
  patience: 100,
};
