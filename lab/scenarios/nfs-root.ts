import type { Scenario } from './scenario.ts';

export const nfsRoot: Scenario = {
  id: 'nfs-root',
  title: 'BIOS: Debian with its root on NFS, from NFS-Ganesha, up to its login prompt',
  host: 'web02',
  changes: { 'hosts.web02.profile': 'debian-12-nfs' },
  expect: {
    console: [
      'boot=nfs root=/dev/nfs ip=dhcp nfsroot=10.20.0.2:/srv/nfs/debian-12,ro',
      // The root is for many machines, and has no name of its own.
      'Debian GNU/Linux 12 localhost ttyS1',
    ],
  },
};
