import type { Fault } from './fault.ts';

export const hostConfigMissing: Fault = {
  id: 'host-config-missing',
  title: 'The config of this host is missing',
  summary:
    'Everything is there but the file of this host. PXELINUX goes down its list to the default, and the machine sees the menu for machines that nobody knows: it starts its disk instead of the rescue system.',
  stage: 'menu',
  scenario: 'bios-pxelinux-rescue',
  break: ['mv /srv/tftp/pxelinux.cfg/$BOOTIF /run/config'],
  mend: ['mv /run/config /srv/tftp/pxelinux.cfg/$BOOTIF'],
  symptoms: [
    {
      id: 'dnsmasq-tftp-not-found',
      where: 'log',
      says: /^dnsmasq-tftp\[\d+\]: file \/srv\/tftp\/pxelinux\.cfg\/01-00-24-e8-5a-10-02 not found for /,
    },
    {
      id: 'default-config-served',
      where: 'log',
      says: /^dnsmasq-tftp\[\d+\]: sent \/srv\/tftp\/pxelinux\.cfg\/default to /,
    },
    { id: 'not-in-the-inventory', where: 'console', says: /Not in the inventory \(/ },
  ],
  patience: 60,
};
