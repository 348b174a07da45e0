import type { Fault } from './fault.ts';

export const dhcpPortTaken: Fault = {
  id: 'dhcp-port-taken',
  title: 'Another program has the DHCP port',
  summary:
    'Another dnsmasq was started on the boot server, as virtualisation software does. It has port 67, so the right one does not start, and the wrong one answers.',
  stage: 'dhcp',
  scenario: 'local-bios',
  break: [
    { stop: 'dnsmasq' },
    `dnsmasq --conf-file=/dev/null --user=root --group= --port=0 --pid-file=/run/other.pid \\
  --dhcp-leasefile=/run/other.leases --log-facility=/run/other.log \\
  --dhcp-range=192.168.122.2,192.168.122.254`,
    { start: 'dnsmasq' },
  ],
  mend: ['kill "$(cat /run/other.pid)"; sleep 1', { start: 'dnsmasq' }],
  symptoms: [
    {
      id: 'dnsmasq-bind-dhcp',
      where: 'log',
      says: /^dnsmasq: failed to bind DHCP server socket: Address already in use$/,
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
