import type { Fault } from './fault.ts';

export const mirrorUnreachable: Fault = {
  id: 'mirror-unreachable',
  title: 'The mirror of the installer does not answer',
  summary:
    'The preseed file names a mirror at an address at which nobody listens. The installer has fetched its answers and has network; it cannot get the list of what Debian has, shows a dialog and waits.',
  stage: 'root',
  scenario: 'bios-pxelinux-install',
  break: [
    'cp /srv/tftp/preseed/debian-12-install.cfg /run/preseed',
    'sed --in-place s/deb.debian.org/10.20.0.99/ /srv/tftp/preseed/debian-12-install.cfg',
  ],
  mend: ['cp /run/preseed /srv/tftp/preseed/debian-12-install.cfg'],
  symptoms: [{ id: 'di-bad-mirror', where: 'console', says: /Bad archive mirror/ }],
  patience: 240,
  regular: false,
};
