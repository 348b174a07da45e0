import type { Scenario } from './scenario.ts';

export const localBios: Scenario = {
  id: 'local-bios',
  title: 'BIOS: leaves the network and starts its local disk',
  regular: true,
  host: 'web01',
  expect: {
    log: ['sent /srv/tftp/pxelinux.cfg/01-00-24-e8-5a-10-01 to'],
    never: ['/srv/tftp/images/', 'Kernel command line'],
  },
};
