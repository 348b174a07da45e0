import type { Scenario } from './scenario.ts';

export const localUefi: Scenario = {
  id: 'local-uefi',
  title: 'UEFI: leaves the network and starts its local disk',
  host: 'app01',
  expect: {
    log: ['sent /srv/tftp/grub/grub.cfg-01-e4-43-4b-20-7a-01 to'],
    never: ['/srv/tftp/images/', 'Kernel command line'],
  },
};
