import type { Scenario } from './scenario.ts';

export const memtest: Scenario = {
  id: 'memtest',
  title: 'BIOS, PXELINUX: Memtest86+ runs, as its own screen says',
  host: 'web02',
  changes: { 'hosts.web02.profile': 'memtest' },
  expect: {
    files: ['tftp pxelinux.0'],
    console: [/Memtest86\+ +v6\./],
  },
};
