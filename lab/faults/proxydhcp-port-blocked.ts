import { firewall } from './firewall.ts';
import type { Fault } from './fault.ts';

export const proxydhcpPortBlocked: Fault = {
  id: 'proxydhcp-port-blocked',
  title: 'A firewall blocks port 4011',
  summary:
    'The proxyDHCP server has said that it is there. The machine then asks it for its boot file at UDP port 4011, which a firewall on the boot server drops.',
  stage: 'dhcp',
  scenario: 'proxydhcp-uefi',
  ...firewall('inet input', 'udp dport 4011 drop'),
  symptoms: [
    {
      id: 'uefi-pxe-e16',
      where: 'console',
      says: /^ *PXE-E16: No valid offer received\.$/,
    },
  ],
  patience: 120,
};
