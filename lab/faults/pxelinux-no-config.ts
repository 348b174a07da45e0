import type { Fault } from './fault.ts';

export const pxelinuxNoConfig: Fault = {
  id: 'pxelinux-no-config',
  title: 'PXELINUX finds no config',
  summary:
    'Neither the config of this host nor the default lies below pxelinux.cfg. PXELINUX asks for its UUID, its MAC address, its IP address digit by digit, and the default, and stops.',
  stage: 'menu',
  scenario: 'local-bios',
  break: ['mv /srv/tftp/pxelinux.cfg /srv/tftp/pxelinux.cfg.gone'],
  mend: ['mv /srv/tftp/pxelinux.cfg.gone /srv/tftp/pxelinux.cfg'],
  symptoms: [
    {
      id: 'dnsmasq-tftp-not-found',
      where: 'log',
      says: /^dnsmasq-tftp\[\d+\]: file \/srv\/tftp\/pxelinux\.cfg\/default not found for /,
    },
    { id: 'pxelinux-no-config', where: 'console', says: /^Unable to locate configuration file/ },
  ],
  patience: 60,
};
