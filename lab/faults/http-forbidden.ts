import type { Fault } from './fault.ts';

export const httpForbidden: Fault = {
  id: 'http-forbidden',
  title: 'The web server refuses the boot script',
  summary: 'A rule of the web server allows other networks only, and forgets that of the machines.',
  stage: 'menu',
  scenario: 'bios-ipxe-signs',
  break: [
    `cp /etc/nginx/conf.d/bootbook.conf /run/bootbook.conf
sed --in-place 's/^    autoindex off;/&\\n    allow 10.99.0.0\\/24;\\n    deny all;/' /etc/nginx/conf.d/bootbook.conf`,
    { restart: 'nginx' },
  ],
  mend: ['mv /run/bootbook.conf /etc/nginx/conf.d/bootbook.conf', { restart: 'nginx' }],
  symptoms: [
    { id: 'http-403', where: 'log', says: / "GET \/boot\.ipxe HTTP\/1\.1" 403 / },
    {
      id: 'ipxe-http-other',
      where: 'console',
      says: /^http:\/\/10\.20\.0\.2\/boot\.ipxe\.+ Operation not permitted \(http:\/\/ipxe\.org\/410c61/,
    },
  ],
  patience: 60,
  regular: false,
};
