import type { Fault } from './fault.ts';

export const addressLeasedElsewhere: Fault = {
  id: 'address-leased-elsewhere',
  title: 'Its address is leased to another machine',
  summary:
    'Another machine still has a lease for the address that the inventory gives to this one. The machine gets an address out of the range instead, and everything that goes by its address misses it.',
  stage: 'dhcp',
  scenario: 'local-bios',
  break: [
    { stop: 'dnsmasq' },
    'cp /var/lib/misc/dnsmasq.leases /run/leases',
    'echo "0 02:00:00:00:00:99 10.20.0.11 old *" >/var/lib/misc/dnsmasq.leases',
    { start: 'dnsmasq' },
  ],
  mend: [{ stop: 'dnsmasq' }, 'mv /run/leases /var/lib/misc/dnsmasq.leases', { start: 'dnsmasq' }],
  symptoms: [
    {
      id: 'dnsmasq-configured-address',
      where: 'log',
      says: /^dnsmasq-dhcp\[\d+\]: not using configured address 10\.20\.0\.11 because it is leased to 02:00:00:00:00:99$/,
    },
    {
      id: 'address-given',
      where: 'console',
      says: /^net0: 10\.20\.0\.2\d\d\/255\.255\.255\.0 gw 10\.20\.0\.1$/,
    },
  ],
  patience: 60,
};
