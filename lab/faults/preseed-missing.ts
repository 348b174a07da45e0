import type { Fault } from './fault.ts';

export const preseedMissing: Fault = {
  id: 'preseed-missing',
  title: 'The preseed file is missing',
  summary:
    'The kernel arguments name a preseed file that the web server does not have. The installer says so and goes on with questions, on a machine at which nobody sits.',
  stage: 'root',
  scenario: 'bios-pxelinux-install',
  break: ['mv /srv/tftp/preseed/debian-12-install.cfg /run/preseed'],
  mend: ['cp /run/preseed /srv/tftp/preseed/debian-12-install.cfg'],
  symptoms: [
    {
      id: 'http-404',
      where: 'log',
      says: /"GET \/preseed\/debian-12-install\.cfg HTTP\/1\.[01]" 404 /,
    },
    {
      id: 'di-preseed-not-retrieved',
      where: 'console',
      says: /Failed to retrieve the preconfiguration file/,
    },
  ],
  patience: 120,
  regular: false,
};
