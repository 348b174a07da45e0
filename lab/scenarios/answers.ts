import type { Attendance } from '../operator.ts';

/** The second window of screen(1), in which Debian's installer runs on a serial console: a shell. */
const SHELL_WINDOW = '\x012';

/** Seconds; the installer puts each answer into its database by programs of their own. */
export const PATIENCE = 300;

/** Answers of the example's preseed file that are no default of any question. */
export const ANSWERS = {
  'mirror/http/hostname': 'deb.debian.org',
  'passwd/username': 'ops',
  'partman-auto/choose_recipe': 'atomic',
} as const;

/**
 * Goes to the installer's shell as soon as there is a network, waits until the log says that the answers are read, and asks
 * debconf for some of them.
 */
export const askForAnswers: Attendance = {
  steps: [
    { sees: 'Network autoconfiguration has succeeded', types: SHELL_WINDOW },
    { sees: '~ #', types: `${asking()}\r` },
    { sees: 'asked 3' },
  ],
};

/** One line for the shell. What it prints is not in the line itself, which the terminal shows too. */
function asking(): string {
  const read = 'preseed: successfully loaded preseed file from';
  return [
    `until grep '${read}' /var/log/syslog; do sleep 1; done`,
    `for q in ${Object.keys(ANSWERS).join(' ')}; do echo "$q = $(debconf-get $q)"; done`,
    'echo "asked $((1+2))"',
  ].join('; ');
}

/** What the console then says. */
export const answersAreParsed = [
  ...Object.entries(ANSWERS).map(([question, value]) => `${question} = ${value}`),
  /preseed: successfully loaded preseed file from http:\/\//,
];
