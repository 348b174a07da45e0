import type { Fault } from './fault.ts';

export const preseedBroken: Fault = {
  id: 'preseed-broken',
  title: 'The installer is given an HTML page instead of answers',
  summary:
    'Instead of the preseed file the web server sends a page in HTML, with status 200. The installer fetches it, finds no answer in it, says nothing of that, and asks its first question.',
  stage: 'root',
  scenario: 'bios-pxelinux-install',
  break: [
    'mv /srv/tftp/preseed/debian-12-install.cfg /run/preseed',
    'echo "<html><body>Please log in</body></html>" > /srv/tftp/preseed/debian-12-install.cfg',
  ],
  mend: ['cp /run/preseed /srv/tftp/preseed/debian-12-install.cfg'],
  symptoms: [
    {
      id: 'nginx-preseed-200',
      where: 'log',
      says: /"GET \/preseed\/debian-12-install\.cfg HTTP\/1\.[01]" 200 /,
    },
    { id: 'di-asks-language', where: 'console', says: /\[!!\] Select a language/ },
  ],
  patience: 120,
  regular: false,
};
