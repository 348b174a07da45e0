import type { Scenario } from './scenario.ts';
import { secondCardBoots, secondCardSeen, WHILE_ARMED } from './two-cards.ts';

export const twoCardsUefi: Scenario = {
  id: 'two-cards-uefi',
  title: 'UEFI, two cards on two networks: the second one boots and installs',
  host: 'files01',
  changes: secondCardBoots,
  now: WHILE_ARMED,
  expect: {
    ...secondCardSeen,
    files: [
      'tftp grubx64.efi',
      'tftp debian-installer/amd64/grub/grub.cfg',
      'tftp grub/grub.cfg-01-e4-43-4b-20-7a-11',
      'tftp images/debian-12-installer-amd64/linux',
      'tftp images/debian-12-installer-amd64/initrd.gz',
      'http preseed/debian-12-install.cfg',
    ],
  },
};
