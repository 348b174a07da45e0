import type { Fault } from './fault.ts';

export const proxydhcpStopped: Fault = {
  id: 'proxydhcp-stopped',
  title: 'The proxyDHCP server does not answer',
  summary:
    'The other DHCP server gives an address. The boot information would come from the boot server, where dnsmasq does not run.',
  stage: 'dhcp',
  scenario: 'proxydhcp-bios',
  break: [{ stop: 'dnsmasq' }],
  mend: [{ start: 'dnsmasq' }],
  symptoms: [
    {
      id: 'ipxe-nothing-to-boot',
      where: 'console',
      says: /^Nothing to boot: No such file or directory \(http:\/\/ipxe\.org\/2d03e1/,
    },
  ],
  patience: 90,
};
