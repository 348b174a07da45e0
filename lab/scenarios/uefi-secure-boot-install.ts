import { answersAreParsed, askForAnswers, PATIENCE } from './answers.ts';
import type { Scenario } from './scenario.ts';

export const uefiSecureBootInstall: Scenario = {
  id: 'uefi-secure-boot-install',
  title: 'UEFI with Secure Boot: the armed installer fetches its answers and takes them',
  host: 'db03',
  changes: { 'hosts.db03.armedUntil': '2030-01-01T00:00:00Z' },
  operator: askForAnswers,
  patience: PATIENCE,
  expect: {
    files: ['tftp shimx64.efi', 'tftp grubx64.efi'],
    log: [/"GET \/preseed\/debian-12-install\.cfg HTTP\/1\.[01]" 200 /],
    console: answersAreParsed,
  },
};
