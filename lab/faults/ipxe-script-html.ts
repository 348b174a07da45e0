import type { Fault } from './fault.ts';

export const ipxeScriptHtml: Fault = {
  id: 'ipxe-script-html',
  title: 'iPXE is given an HTML page instead of a script',
  summary:
    'Instead of the script the web server sends a page in HTML, with status 200, as a login page or a proxy does. iPXE fetches it, finds no #!ipxe in its first line, and has nothing else that it could be.',
  stage: 'menu',
  scenario: 'uefi-ipxe',
  break: [
    'mv /srv/tftp/boot.ipxe /run',
    'echo "<html><body>Please log in</body></html>" > /srv/tftp/boot.ipxe',
  ],
  mend: ['cp /run/boot.ipxe /srv/tftp'],
  symptoms: [
    {
      id: 'ipxe-2e0080',
      where: 'console',
      says: /^Could not boot image: Exec format error \(https?:\/\/ipxe\.org\/2e0080/,
    },
  ],
  patience: 60,
  regular: false,
};
