import type { Scenario } from './scenario.ts';

export const localUefiArm64: Scenario = {
  id: 'local-uefi-arm64',
  title: 'arm64 UEFI: leaves the network and starts its local disk',
  host: 'build02',
  expect: {
    log: ['sent /srv/tftp/grub/grub.cfg-01-00-30-48-aa-61-02 to'],
    never: ['/srv/tftp/images/', 'Kernel command line'],
  },
};
