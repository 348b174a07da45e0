import { dnsmasqConfig } from './dnsmasq-config.ts';
import type { Fault } from './fault.ts';

const config = dnsmasqConfig('/^enable-tftp$/d');

export const tftpOptionsRefused: Fault = {
  id: 'tftp-options-refused',
  title: 'The TFTP server knows no options',
  summary:
    'An old TFTP server ignores the options of RFC 2347. The firmware asks for the size of the boot file before it fetches it, and gets no answer to that.',
  stage: 'nbp',
  scenario: 'local-uefi',
  break: [
    ...config.break,
    `atftpd --daemon --user root.root --no-tsize --no-blksize --no-timeout \\
  --pidfile /run/atftpd.pid --logfile /run/atftpd.log /srv/tftp`,
  ],
  mend: ['kill "$(cat /run/atftpd.pid)"', ...config.mend],
  tools: [{ name: 'atftpd', find: 'atftpd' }],
  symptoms: [
    { id: 'uefi-nbp-filesize-zero', where: 'console', says: /^ *NBP filesize is 0 Bytes$/ },
    { id: 'uefi-pxe-e53', where: 'console', says: /^ *PXE-E53: No boot filename received\.$/ },
  ],
  patience: 120,
};
