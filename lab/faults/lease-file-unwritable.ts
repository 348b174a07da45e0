import type { Fault } from './fault.ts';

export const leaseFileUnwritable: Fault = {
  id: 'lease-file-unwritable',
  title: 'The lease file cannot be written',
  summary:
    'The file system of the lease file has become read-only. dnsmasq does not start without it, and nobody answers.',
  stage: 'dhcp',
  scenario: 'local-bios',
  break: [{ stop: 'dnsmasq' }, 'mount -t tmpfs -o ro tmpfs /var/lib/misc', { start: 'dnsmasq' }],
  mend: ['umount /var/lib/misc', { start: 'dnsmasq' }],
  symptoms: [
    {
      id: 'dnsmasq-lease-file',
      where: 'log',
      says: /^dnsmasq: cannot open or create lease file \/var\/lib\/misc\/dnsmasq\.leases: Read-only file system$/,
    },
    {
      id: 'ipxe-040ee1',
      where: 'console',
      says: /^Configuring \(net0 [\da-f:]+\)\.+ No configuration methods$/,
    },
  ],
  patience: 90,
};
