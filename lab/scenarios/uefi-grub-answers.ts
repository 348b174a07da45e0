import { askForAnswers, PATIENCE } from './answers.ts';
import type { Scenario } from './scenario.ts';

/** Answers that `install` of the example's profile makes, and that are no default of any question. */
const ANSWERS = {
  'time/zone': 'Europe/Amsterdam',
  'partman-auto/method': 'lvm',
  'partman-auto/choose_recipe': 'bootbook',
  'passwd/username': 'ops',
} as const;

/** What the scripts of the answers call, in the installer's own initrd. */
const PROGRAMS = ['wget', 'debconf-set', 'list-devices', 'udevadm', 'readlink', 'logger', 'tr'];

const [, fetching] = askForAnswers.steps;

/** As for answers that people wrote; and the scripts beside them are fetched, and read by the shell that would run them. */
function asking(): string {
  const scripts = 'for f in disk late; do wget -q -O /tmp/$f.sh $u/$f.sh; sh -n /tmp/$f.sh';
  return [
    "until grep 'preseed: successfully loaded preseed file from' /var/log/syslog; do sleep 1; done",
    `for q in ${Object.keys(ANSWERS).join(' ')}; do echo "$q = $(debconf-get $q)"; done`,
    'u=http://10.20.80.2/answers/deb01',
    `${scripts} && echo "$f is read$((40+2))"; done`,
    `for p in ${PROGRAMS.join(' ')}; do command -v $p; done | wc -l | sed s/^/programs=/`,
    // The machine has no such disk, so the script says so and waits.
    'sh /tmp/disk.sh & sleep 9; kill $!',
    'echo "asked $((1+2))"',
  ].join('; ');
}

export const uefiGrubAnswers: Scenario = {
  id: 'uefi-grub-answers',
  title: 'UEFI, GRUB: the armed installer fetches and takes the answers that `install` made',
  host: 'deb01',
  // Its armedUntil is six hours later.
  now: '2026-11-21T12:00:00Z',
  operator: {
    steps: [askForAnswers.steps[0]!, { ...fetching!, types: `${asking()}\r` }, { sees: 'asked 3' }],
  },
  patience: PATIENCE,
  expect: {
    files: ['tftp grubx64.efi'],
    log: [/"GET \/answers\/deb01\/preseed\.cfg HTTP\/1\.[01]" 200 /],
    console: [
      ...Object.entries(ANSWERS).map(([question, value]) => `${question} = ${value}`),
      'disk is read42',
      'late is read42',
      `programs=${PROGRAMS.length}`,
      'bootbook: no disk fits: serial S4EWNX0N700311. Nothing was written.',
    ],
  },
};
