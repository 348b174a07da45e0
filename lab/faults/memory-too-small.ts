import type { Fault } from './fault.ts';

export const memoryTooSmall: Fault = {
  id: 'memory-too-small',
  title: 'Too little memory for the initrd',
  summary:
    'The initrd arrives as a whole, but unpacked it does not fit into the memory of the machine. The kernel goes on with the files that did fit, and whatever comes next looks like something else.',
  stage: 'initrd',
  scenario: 'bios-pxelinux-rescue',
  break: [],
  mend: [],
  machine: { memory: 192 },
  symptoms: [
    {
      id: 'initramfs-write-error',
      where: 'console',
      says: /\] Initramfs unpacking failed: write error/,
    },
  ],
  patience: 80,
  regular: false,
};
