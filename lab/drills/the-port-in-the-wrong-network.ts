import type { Drill } from './drill.ts';

export const thePortInTheWrongNetwork: Drill = {
  id: 'the-port-in-the-wrong-network',
  title: 'The port in the wrong network',
  call: 'web01 was moved to another port of the switch, “same VLAN”. Since then it finds no DHCP server. All others boot.',
  stage: 'link',
  hosts: ['web01'],
  break: [{ run: 'ip link set tap0 master eno2' }],
  symptom: { where: 'log', says: /\(eno2\) (?:[\d.]+ )?00:24:e8:5a:10:01/ },
  hints: [
    {
      says: 'Its request does arrive: `log` shows its MAC, and in brackets the interface that it came in by.',
      page: '/stages/link/',
    },
    {
      says: 'eno1 is `prod`, eno2 is `office`. web01 belongs to `prod`. In the lab, `bridge link` in `shell` shows which port is in which network.',
      page: '/hosts/web01/',
    },
  ],
  repair: [
    {
      run: 'ip link set tap0 master eno1',
      why: 'Put the port back into `prod`. On a real switch: the access VLAN of the port.',
    },
    { power: 'reset', why: 'The machine had given up.' },
    { wait: 'handoff', why: 'It starts its disk.' },
  ],
  restored: 'handoff',
  after:
    'The port was in the VLAN of the desks. There our server only adds boot information, and the address would have to come from the router.',
};
