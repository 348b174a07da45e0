import type { Scenario } from './scenario.ts';

export const uefiSecureBootArm64Signs: Scenario = {
  id: 'uefi-secure-boot-arm64-signs',
  title: 'arm64 UEFI with Secure Boot, arguments full of signs',
  host: 'build01',
  // Kernel arguments full of signs that mean something to a boot loader, as far as it can hand them on.
  changes: {
    'hosts.build01.firmware': 'uefi-secure-boot',
    'hosts.build01.args': ['lab.signs=$HOME;#%{a}|&<>~*?[b]!^@', 'lab.shell=`id`'],
  },
  until: 'initrd',
  expect: {
    files: ['tftp shimaa64.efi'],
    console: ['lab.signs=$HOME;#%{a}|&<>~*?[b]!^@', 'lab.shell=`id`'],
  },
};
