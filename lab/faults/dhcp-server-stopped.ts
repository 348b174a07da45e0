import type { Fault } from './fault.ts';

export const dhcpServerStopped: Fault = {
  id: 'dhcp-server-stopped',
  title: 'No DHCP server answers',
  summary: 'dnsmasq does not run. The PXE ROM asks again and again, and gives up.',
  stage: 'dhcp',
  scenario: 'local-bios',
  break: [{ stop: 'dnsmasq' }],
  mend: [{ start: 'dnsmasq' }],
  symptoms: [
    {
      id: 'ipxe-040ee1',
      where: 'console',
      says: /^Configuring \(net0 [\da-f:]+\)\.+ No configuration methods$/,
    },
  ],
  patience: 90,
  regular: false,
};
