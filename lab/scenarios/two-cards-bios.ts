import type { Scenario } from './scenario.ts';
import { secondCardBoots, secondCardSeen, WHILE_ARMED } from './two-cards.ts';

export const twoCardsBios: Scenario = {
  id: 'two-cards-bios',
  title: 'BIOS, two cards on two networks: the second one boots and installs',
  host: 'files01',
  changes: { ...secondCardBoots, 'hosts.files01.model': 'dell-r610' },
  now: WHILE_ARMED,
  expect: {
    ...secondCardSeen,
    files: [
      'tftp pxelinux.0',
      'tftp ldlinux.c32',
      'tftp pxelinux.cfg/01-e4-43-4b-20-7a-11',
      'tftp menu.c32',
      'tftp libutil.c32',
      'tftp images/debian-12-installer-amd64/linux',
      'tftp images/debian-12-installer-amd64/initrd.gz',
      'http preseed/debian-12-install.cfg',
    ],
  },
};
