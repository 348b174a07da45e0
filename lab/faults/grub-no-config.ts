import type { Fault } from './fault.ts';

export const grubNoConfig: Fault = {
  id: 'grub-no-config',
  title: 'GRUB finds no config',
  summary:
    "GRUB asks for its config in the folder that was built into it, for Debian's signed netboot GRUB debian-installer/<architecture>/grub, and nowhere else. It is not there, so GRUB shows its prompt.",
  stage: 'menu',
  scenario: 'local-uefi',
  break: ['mv /srv/tftp/debian-installer /srv/tftp/debian-installer.gone'],
  mend: ['mv /srv/tftp/debian-installer.gone /srv/tftp/debian-installer'],
  symptoms: [
    {
      id: 'dnsmasq-tftp-not-found',
      where: 'log',
      says: /^dnsmasq-tftp\[\d+\]: file \/srv\/tftp\/debian-installer\/amd64\/grub\/grub\.cfg not found for /,
    },
    { id: 'grub-prompt-no-config', where: 'console', says: /^grub>\s*$/ },
  ],
  patience: 60,
};
