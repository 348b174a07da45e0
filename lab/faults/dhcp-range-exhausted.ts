import { dnsmasqConfig } from './dnsmasq-config.ts';
import type { Fault } from './fault.ts';

const config = dnsmasqConfig(
  '/^dhcp-host=$MAC,/d; s/^(dhcp-range=set:network-prod,10.20.0.200),10.20.0.239/\\1,10.20.0.200/',
);

export const dhcpRangeExhausted: Fault = {
  id: 'dhcp-range-exhausted',
  title: 'The DHCP range is exhausted',
  summary:
    'A machine that is not in the inventory asks for an address, and the range for such machines has a single one, which another machine has.',
  stage: 'dhcp',
  scenario: 'local-bios',
  break: [
    'cp /var/lib/misc/dnsmasq.leases /run/leases',
    'echo "0 02:00:00:00:00:99 10.20.0.200 * *" >/var/lib/misc/dnsmasq.leases',
    ...config.break,
  ],
  mend: [{ stop: 'dnsmasq' }, 'mv /run/leases /var/lib/misc/dnsmasq.leases', ...config.mend],
  symptoms: [
    {
      id: 'dnsmasq-no-address-available',
      where: 'log',
      says: /^dnsmasq-dhcp\[\d+\]: \d+ DHCPDISCOVER\(eno1\) 00:24:e8:5a:10:01 no address available$/,
    },
    {
      id: 'ipxe-040ee1',
      where: 'console',
      says: /^Configuring \(net0 [\da-f:]+\)\.+ No configuration methods$/,
    },
  ],
  patience: 90,
};
