import type { Fault } from './fault.ts';

export const serverDiskFull: Fault = {
  id: 'server-disk-full',
  title: "The boot server's disk is full",
  summary:
    'There is no room for the lease file. dnsmasq goes on with the leases that it has in memory and complains; after its next start it knows nothing of them.',
  stage: 'dhcp',
  scenario: 'local-bios',
  break: [
    { stop: 'dnsmasq' },
    `mount -t tmpfs -o size=16k tmpfs /var/lib/misc
cat /dev/zero >/var/lib/misc/full 2>/run/full.log || true`,
    { start: 'dnsmasq' },
  ],
  mend: [{ stop: 'dnsmasq' }, 'umount /var/lib/misc', { start: 'dnsmasq' }],
  symptoms: [
    { id: 'address-given', where: 'console', says: /^net0: 10\.20\.0\.11\/255\.255\.255\.0 / },
    {
      id: 'dnsmasq-lease-write',
      where: 'log',
      says: /^dnsmasq-dhcp\[\d+\]: failed to write \/var\/lib\/misc\/dnsmasq\.leases: No space left on device/,
    },
  ],
  patience: 60,
};
