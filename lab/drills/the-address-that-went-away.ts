import type { Drill } from './drill.ts';

export const theAddressThatWentAway: Drill = {
  id: 'the-address-that-went-away',
  title: 'The address that went away',
  call: 'No server in `prod` boots. The desks do. Somebody had worked on the network of the boot server.',
  stage: 'dhcp',
  hosts: ['web01'],
  break: [{ run: 'ip address del 10.20.0.2/24 dev eno1' }],
  symptom: { where: 'log', says: /received on eno1 which has no address/ },
  hints: [
    { says: '`log`: what does dnsmasq say about eno1?', page: '/stages/dhcp/' },
    {
      says: '`ip address` in `shell`, beside the page of the boot server, which has the address that belongs there.',
      page: '/servers/boot1/',
    },
  ],
  repair: [
    {
      run: 'ip address add 10.20.0.2/24 dev eno1',
      why: 'Give the interface its address again, as the page of the boot server has it.',
    },
    { power: 'reset', why: 'The machine had given up.' },
    { wait: 'handoff', why: 'It starts its disk.' },
  ],
  restored: 'handoff',
  after:
    'dnsmasq answers only where the interface has an address in the range’s network. On a real server, see that the address is in its network config, or it goes again with the next restart.',
};
