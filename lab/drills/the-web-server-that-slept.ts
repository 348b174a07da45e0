import type { Drill } from './drill.ts';

export const theWebServerThatSlept: Drill = {
  id: 'the-web-server-that-slept',
  title: 'The web server that slept',
  call: 'web01 was moved to iPXE last week. After tonight’s restart of the boot server it ends at an error with a number.',
  stage: 'menu',
  hosts: ['web01'],
  changes: { 'hosts.web01.loader': 'ipxe' },
  break: [{ server: 'nginx', to: 'stop' }],
  symptom: {
    where: 'console',
    says: /http:\/\/10\.20\.0\.2\/boot\.ipxe.* Connection (?:reset|refused|timed)/,
  },
  hints: [
    {
      says: 'The boot program came by TFTP and runs. It asks for its script by HTTP, and that fails: `console web01` has the words.',
      page: '/stages/menu/',
    },
    { says: 'Does the web server run? `shell`, then `ss -ltn`.', page: '/explain/tftp-and-http/' },
  ],
  repair: [
    { server: 'nginx', to: 'start', why: 'On a real boot server: `systemctl enable --now nginx`.' },
    { power: 'reset', why: 'iPXE had given up.' },
    { wait: 'handoff', why: 'It starts its disk.' },
  ],
  restored: 'handoff',
  after:
    'TFTP gives iPXE itself, HTTP everything after it. Both services have to start with the boot server: `systemctl is-enabled dnsmasq nginx`.',
};
