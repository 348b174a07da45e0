import type { Fault } from './fault.ts';

export const ipxeScriptMissing: Fault = {
  id: 'ipxe-script-missing',
  title: "iPXE's script is missing",
  summary:
    'DHCP names a script that the web server does not have. iPXE itself has arrived by TFTP and has started; it asks for its script, is told 404, and gives up.',
  stage: 'menu',
  scenario: 'uefi-ipxe',
  break: ['mv /srv/tftp/boot.ipxe /srv/tftp/boot.ipxe.gone'],
  mend: ['mv /srv/tftp/boot.ipxe.gone /srv/tftp/boot.ipxe'],
  symptoms: [
    { id: 'nginx-404', where: 'log', says: /"GET \/boot\.ipxe HTTP\/1\.1" 404 / },
    {
      id: 'ipxe-2d0c61',
      where: 'console',
      says: /\/boot\.ipxe\.\.\. No such file or directory \(https?:\/\/ipxe\.org\/2d0c61/,
    },
  ],
  patience: 60,
};
