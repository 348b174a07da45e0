import type { Scenario } from './scenario.ts';

export const biosPxelinuxSigns: Scenario = {
  id: 'bios-pxelinux-signs',
  title: 'BIOS, PXELINUX, arguments full of signs',
  host: 'web02',
  // Kernel arguments full of signs that mean something to a boot loader, as far as it can hand them on.
  changes: {
    'hosts.web02.args': [
      "lab.signs=$HOME;#%{a}|&<>~*?[b]!^@'",
      'lab.words="two words"',
      'lab.shell=\\n`id`',
    ],
  },
  until: 'initrd',
  expect: {
    files: ['tftp pxelinux.0'],
    console: ["lab.signs=$HOME;#%{a}|&<>~*?[b]!^@'", 'lab.words="two words"', 'lab.shell=\\n`id`'],
  },
};
