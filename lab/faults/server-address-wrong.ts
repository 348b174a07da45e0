import type { Fault } from './fault.ts';

export const serverAddressWrong: Fault = {
  id: 'server-address-wrong',
  title: 'The boot server has an address of another network',
  summary:
    'After a change of its network settings the boot server has an address outside of the network that it serves. dnsmasq hears the machine, but has no range for that interface.',
  stage: 'dhcp',
  scenario: 'local-bios',
  break: [
    'ip address add 10.99.0.2/24 dev "$BRIDGE"; ip address delete 10.20.0.2/24 dev "$BRIDGE"',
  ],
  mend: ['ip address add 10.20.0.2/24 dev "$BRIDGE"; ip address delete 10.99.0.2/24 dev "$BRIDGE"'],
  symptoms: [
    {
      id: 'dnsmasq-no-address-range',
      where: 'log',
      says: /^dnsmasq-dhcp\[\d+\]: no address range available for DHCP request via eno1$/,
    },
    {
      id: 'ipxe-040ee1',
      where: 'console',
      says: /^Configuring \(net0 [\da-f:]+\)\.+ No configuration methods$/,
    },
  ],
  patience: 90,
  regular: false,
};
