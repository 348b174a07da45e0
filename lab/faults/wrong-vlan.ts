import type { Fault } from './fault.ts';

export const wrongVlan: Fault = {
  id: 'wrong-vlan',
  title: 'The port is in another VLAN',
  summary:
    'The machine is plugged into the network of the desks, where the boot server only adds boot information to the addresses of another server, which knows nothing of this machine.',
  stage: 'link',
  scenario: 'local-bios',
  break: ['ip link set "$TAP" master eno2'],
  mend: ['ip link set "$TAP" master "$BRIDGE"'],
  symptoms: [
    {
      id: 'dhcp-on-another-interface',
      where: 'log',
      says: /^dnsmasq-dhcp\[\d+\]: \d+ PXE\(eno2\) 00:24:e8:5a:10:01 proxy/,
    },
    {
      id: 'ipxe-040ee1',
      where: 'console',
      says: /^Configuring \(net0 [\da-f:]+\)\.+ No configuration methods$/,
    },
  ],
  patience: 90,
};
