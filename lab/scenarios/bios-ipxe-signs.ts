import type { Scenario } from './scenario.ts';

export const biosIpxeSigns: Scenario = {
  id: 'bios-ipxe-signs',
  title: 'BIOS, iPXE over HTTP, arguments full of signs',
  host: 'web01',
  // Kernel arguments full of signs that mean something to a boot loader, as far as it can hand them on.
  changes: {
    'hosts.web01.profile': 'debian-12-rescue',
    'hosts.web01.loader': 'ipxe',
    'hosts.web01.args': ["lab.signs=$HOME;#%{a}|&<>~*?[b]!^@'", 'lab.back=\\n'],
  },
  until: 'initrd',
  expect: {
    files: ['http boot.ipxe'],
    console: ["lab.signs=$HOME;#%{a}|&<>~*?[b]!^@'", 'lab.back=\\n'],
  },
};
