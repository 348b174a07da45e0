import type { Fault } from './fault.ts';

export const httpNotFound: Fault = {
  id: 'http-not-found',
  title: 'The web server has no boot script',
  summary: 'boot.ipxe does not lie in the root of the web server.',
  stage: 'menu',
  scenario: 'bios-ipxe-signs',
  break: ['mv /srv/tftp/boot.ipxe /srv/tftp/boot.ipxe.gone'],
  mend: ['mv /srv/tftp/boot.ipxe.gone /srv/tftp/boot.ipxe'],
  symptoms: [
    { id: 'http-404', where: 'log', says: / "GET \/boot\.ipxe HTTP\/1\.1" 404 / },
    {
      id: 'ipxe-2d0c61',
      where: 'console',
      says: /^http:\/\/10\.20\.0\.2\/boot\.ipxe\.+ No such file or directory \(http:\/\/ipxe\.org\/2d0c61/,
    },
  ],
  patience: 60,
};
