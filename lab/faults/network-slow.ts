import type { Fault } from './fault.ts';

/**
 * How late, in microseconds: QEMU holds packets back and passes them on together every so often (qemu(1), filter-buffer).
 * The kernel's own means for that, netem of tc(8), is a module that not every machine has. At three seconds iPXE gave up now and
 * then, where several machines shared the processors.
 */
const LATE = 1_500_000;

export const networkSlow: Fault = {
  id: 'network-slow',
  title: 'Packets are seconds late',
  summary:
    'A line that is far too full delivers every packet, up to a second and a half late on each way. The machine asks again before the first answer has come, and the server sends the boot file once for each of these requests. Block after block waits for its answer, so that what takes a second elsewhere takes minutes.',
  stage: 'nbp',
  scenario: 'local-bios',
  break: [],
  mend: [],
  machine: { args: ['-object', `filter-buffer,id=late,netdev=wire0,interval=${LATE}`] },
  symptoms: [
    {
      id: 'tftp-sent-again',
      where: 'log',
      says: /^dnsmasq-tftp\[\d+\]: sent \/srv\/tftp\/pxelinux\.0 to 10\.20\.0\.11$/,
      times: 3,
    },
  ],
  patience: 150,
};
