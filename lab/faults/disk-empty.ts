import type { Fault } from './fault.ts';

export const diskEmpty: Fault = {
  id: 'disk-empty',
  title: 'The local disk is empty',
  summary:
    'The boot server tells the machine to start its disk, as it should, but nothing was ever installed there. The firmware says so and stops.',
  stage: 'handoff',
  scenario: 'local-bios',
  break: [],
  mend: [],
  machine: { disk: 2 ** 20 },
  symptoms: [
    {
      id: 'seabios-not-bootable-disk',
      where: 'console',
      says: /^Boot failed: not a bootable disk/,
    },
    { id: 'seabios-no-bootable-device', where: 'console', says: /^No bootable device\./ },
  ],
  patience: 60,
};
