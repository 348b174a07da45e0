import type { Fault } from './fault.ts';

export const bootFileUnreadable: Fault = {
  id: 'boot-file-unreadable',
  title: 'The boot file cannot be read',
  summary:
    'The boot file was copied to the boot server by root with a strict umask. The TFTP server finds it and may not read it.',
  stage: 'nbp',
  scenario: 'local-bios',
  break: ['chmod 0600 "/srv/tftp/$BOOTFILE"'],
  mend: ['chmod 0644 "/srv/tftp/$BOOTFILE"'],
  symptoms: [
    {
      id: 'dnsmasq-tftp-cannot-access',
      where: 'log',
      says: /^dnsmasq-tftp\[\d+\]: cannot access \/srv\/tftp\/pxelinux\.0: Permission denied$/,
    },
    {
      id: 'ipxe-0212603c',
      where: 'console',
      says: /\/pxelinux\.0\.+ Permission denied \(http:\/\/ipxe\.org\/021260/,
    },
  ],
  patience: 60,
  regular: false,
};
