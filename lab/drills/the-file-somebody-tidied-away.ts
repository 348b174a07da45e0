import type { Drill } from './drill.ts';

export const theFileSomebodyTidiedAway: Drill = {
  id: 'the-file-somebody-tidied-away',
  title: 'The file somebody tidied away',
  call: 'web01 was restarted for a new kernel and has not come back. The person at the rack says that the screen has words about PXE and then an error.',
  stage: 'nbp',
  hosts: ['web01'],
  break: [{ fault: 'boot-file-missing' }],
  symptom: { where: 'log', says: /file \/srv\/tftp\/pxelinux\.0 not found for 10\.20\.0\.11/ },
  hints: [
    {
      says: 'It has its address, and the boot program does not come. `log` shows what the TFTP server was asked for.',
      page: '/stages/nbp/',
    },
    {
      says: 'dnsmasq says `not found` with a path. In `shell`, look what lies in that folder under another name.',
      page: '/faults/boot-file-missing/',
    },
  ],
  repair: [
    {
      run: 'mv /srv/tftp/pxelinux.0.gone /srv/tftp/pxelinux.0',
      why: 'The file is there, under another name.',
    },
    { power: 'reset', why: 'The machine had given up.' },
    { wait: 'handoff', why: 'It starts its disk.' },
  ],
  restored: 'handoff',
  after:
    'The boot program had been renamed. A machine that boots its disk needs its boot server too, as long as network boot comes first in its boot order. `sha256sum --check SHA256SUMS` in the bundle finds what is missing.',
};
