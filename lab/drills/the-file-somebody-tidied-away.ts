import type { Drill } from './drill.ts';

export const theFileSomebodyTidiedAway: Drill = {
  id: 'the-file-somebody-tidied-away',
  title: 'The file somebody tidied away',
  call: 'web01 was restarted for a new kernel, and it took long to come back. The person at the rack says that its screen had words about PXE and an error before the disk started. web01 is to get a new disk tomorrow, so it had better boot from the network.',
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
    'The boot program had been renamed. The machine started its disk all the same, because its firmware goes on to the next entry of the boot order; the day on which it needs the network would have shown it. `sha256sum --check SHA256SUMS` in the bundle finds what is missing.',
};
