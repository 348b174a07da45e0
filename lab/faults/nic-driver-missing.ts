import type { Fault } from './fault.ts';

export const nicDriverMissing: Fault = {
  id: 'nic-driver-missing',
  title: 'The initrd has no driver for the network card',
  summary:
    'The machine has a card of a model that its kernel has no driver for: an Intel e1000, and the kernel is one for clouds. Firmware and boot loader use the card by its own ROM, and all files arrive. Then the initrd waits three minutes for a card that it does not see, goes on without one, and the kernel panics.',
  stage: 'initrd',
  scenario: 'nfs-root',
  break: [],
  mend: [],
  machine: { card: 'e1000' },
  symptoms: [
    {
      id: 'initramfs-wait-bootif',
      where: 'console',
      says: /Waiting up to 180 secs for device with address 00:24:e8:5a:10:02 to become available \.\.\. Failure: Network device did not appear in time$/,
    },
    { id: 'ipconfig-no-devices', where: 'console', says: /^ipconfig: no devices to configure$/ },
    {
      id: 'kernel-panic-init-killed',
      where: 'console',
      says: /Kernel panic - not syncing: Attempted to kill init!/,
    },
  ],
  patience: 300,
  regular: false,
};
