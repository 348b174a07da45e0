import { answersAreParsed, askForAnswers, PATIENCE } from './answers.ts';
import type { Scenario } from './scenario.ts';

export const biosPxelinuxInstall: Scenario = {
  id: 'bios-pxelinux-install',
  title: 'BIOS, PXELINUX: the armed installer fetches its answers and takes them',
  regular: true,
  host: 'web03',
  // Its armedUntil is six hours later.
  now: '2026-11-21T12:00:00Z',
  operator: askForAnswers,
  patience: PATIENCE,
  expect: {
    files: [
      'tftp pxelinux.0',
      'tftp ldlinux.c32',
      'tftp pxelinux.cfg/01-00-24-e8-5a-10-03',
      'tftp menu.c32',
      'tftp libutil.c32',
      'tftp images/debian-12-installer-amd64/linux',
      'tftp images/debian-12-installer-amd64/initrd.gz',
      'http preseed/debian-12-install.cfg',
    ],
    console: answersAreParsed,
  },
};
