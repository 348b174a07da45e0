import type { Scenario } from './scenario.ts';

export const localUefiSecureBoot: Scenario = {
  id: 'local-uefi-secure-boot',
  title: 'UEFI with Secure Boot: leaves the network and starts its local disk',
  regular: true,
  host: 'db01',
  expect: {
    log: ['sent /srv/tftp/grub/grub.cfg-01-94-40-c9-1f-02-01 to'],
    never: ['/srv/tftp/images/', 'Kernel command line'],
  },
};
