import type { Drill } from './drill.ts';

export const theKernelThatWasNotCopied: Drill = {
  id: 'the-kernel-that-was-not-copied',
  title: 'The kernel that was not copied',
  call: 'The rescue system on web02 was fine yesterday. Tonight the menu comes up and does not get any further: it blinks and starts over.',
  stage: 'kernel',
  hosts: ['web02'],
  break: [{ fault: 'kernel-missing' }],
  symptom: {
    where: 'log',
    says: /file \/srv\/tftp\/images\/\S+\/linux not found for 10\.20\.0\.12/,
  },
  hints: [
    {
      says: 'The menu is there, so DHCP, TFTP and the config work. What does it ask for next? `log` has the path.',
      page: '/stages/kernel/',
    },
    { says: 'Look into the folder of the image in `shell`.', page: '/faults/kernel-missing/' },
  ],
  repair: [
    {
      run: 'for gone in /srv/tftp/images/*/linux.gone; do mv "$gone" "${gone%.gone}"; done',
      why: 'The kernel is there, under another name.',
    },
    { power: 'reset', why: 'So that it is asked for at once.' },
    { wait: 'kernel', why: 'The kernel is fetched.' },
  ],
  restored: 'kernel',
  after:
    'The configs were copied, and the kernel was not. `sha256sum --check SHA256SUMS` in the bundle sees that.',
};
