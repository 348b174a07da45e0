import type { Fault } from './fault.ts';

export const stpPortHeld: Fault = {
  id: 'stp-port-held',
  title: 'Spanning tree holds the port',
  summary:
    'The switch port runs spanning tree without portfast. It forwards nothing for 30 seconds after the link comes up, and the PXE ROM asks for an address into the void.',
  stage: 'link',
  scenario: 'local-bios',
  break: ['ip link set "$BRIDGE" type bridge stp_state 1 forward_delay 1500'],
  mend: [
    `ip link set "$BRIDGE" type bridge stp_state 0
ip link set "$BRIDGE" type bridge forward_delay 0`,
  ],
  symptoms: [
    {
      id: 'ipxe-040ee1',
      where: 'console',
      says: /^Configuring \(net0 [\da-f:]+\)\.+ No configuration methods$/,
    },
  ],
  patience: 90,
};
