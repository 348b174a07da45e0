import type { Scenario } from './scenario.ts';

export const uefiGrubSigns: Scenario = {
  id: 'uefi-grub-signs',
  title: 'UEFI, GRUB, arguments full of signs',
  host: 'app02',
  // Kernel arguments full of signs that mean something to a boot loader, as far as it can hand them on.
  changes: {
    'hosts.app02.args': ['lab.signs=$HOME;#%{a}|&<>~*?[b]!^@', 'lab.shell=`id`', 'lab.text=Zürich'],
  },
  until: 'initrd',
  expect: {
    files: ['tftp grubx64.efi'],
    console: ['lab.signs=$HOME;#%{a}|&<>~*?[b]!^@', 'lab.shell=`id`', 'lab.text=Zürich'],
  },
};
