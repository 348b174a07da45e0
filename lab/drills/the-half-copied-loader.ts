import type { Drill } from './drill.ts';

export const theHalfCopiedLoader: Drill = {
  id: 'the-half-copied-loader',
  title: 'The half-copied loader',
  call: 'Somebody brought PXELINUX up to date on the boot server, “only one file”. web01 now says `Failed to load` something.',
  stage: 'nbp',
  hosts: ['web01'],
  break: [{ fault: 'ldlinux-missing' }],
  symptom: { where: 'log', says: /file \/srv\/tftp\/ldlinux\.c32 not found for 10\.20\.0\.11/ },
  hints: [
    { says: '`console web01` has the name of the file that is missing.', page: '/stages/nbp/' },
    {
      says: 'It belongs to the same package as the rest of PXELINUX, and lies beside `pxelinux.0`.',
      page: '/faults/ldlinux-missing/',
    },
  ],
  repair: [
    { run: 'mv /srv/tftp/ldlinux.c32.gone /srv/tftp/ldlinux.c32', why: 'Put it back.' },
    { power: 'reset', why: 'PXELINUX had given up.' },
    { wait: 'handoff', why: 'It starts its disk.' },
  ],
  restored: 'handoff',
  after:
    '`pxelinux.0` and its modules belong together and have to be of one version. Copy the bundle as a whole.',
};
