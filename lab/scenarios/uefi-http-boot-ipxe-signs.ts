import type { Scenario } from './scenario.ts';

export const uefiHttpBootIpxeSigns: Scenario = {
  id: 'uefi-http-boot-ipxe-signs',
  title: 'UEFI HTTP Boot, iPXE, arguments full of signs',
  host: 'build03',
  // Kernel arguments full of signs that mean something to a boot loader, as far as it can hand them on.
  changes: {
    'hosts.build03.transport': 'http-boot',
    'hosts.build03.args': [
      "lab.signs=$HOME;#%{a}|&<>~*?[b]!^@'",
      'lab.words="two words"',
      'lab.mac=$net0',
    ],
  },
  until: 'initrd',
  expect: {
    files: ['http snponly.efi'],
    console: ["lab.signs=$HOME;#%{a}|&<>~*?[b]!^@'", 'lab.words="two words"', 'lab.mac=$net0'],
  },
};
