import type { Fault } from './fault.ts';

export const bootOrderDiskFirst: Fault = {
  id: 'boot-order-disk-first',
  title: 'The boot order has the disk before the network',
  summary:
    'The machine is to boot a rescue system, but its firmware tries the disk first, and the disk starts. No server ever hears of it: there is not one line with its MAC address in the log.',
  stage: 'firmware',
  scenario: 'bios-pxelinux-rescue',
  break: [],
  mend: [],
  machine: { first: 'disk' },
  symptoms: [
    { id: 'seabios-boots-disk', where: 'console', says: /^Booting from Hard Disk\.\.\./ },
    { id: 'started-from-disk', where: 'console', says: /has started from its local disk/ },
  ],
  patience: 30,
};
