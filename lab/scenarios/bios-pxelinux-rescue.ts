import type { Scenario } from './scenario.ts';

export const biosPxelinuxRescue: Scenario = {
  id: 'bios-pxelinux-rescue',
  title: 'BIOS, PXELINUX: the rescue system on the second serial port',
  host: 'web02',
  expect: {
    console: [
      'console=tty0 console=ttyS1,115200n8 BOOTIF=01-00-24-e8-5a-10-02 rescue/enable=true',
      'Rescue mode',
    ],
  },
};
