import type { Drill } from './drill.ts';

export const theNewCard: Drill = {
  id: 'the-new-card',
  title: 'The new card',
  call: 'The network card of web02 was replaced today. It should boot the rescue system, as it did this morning, and boots its disk instead.',
  stage: 'dhcp',
  hosts: ['web02'],
  break: [{ edit: { 'hosts.web02.interfaces.eno1.mac': '00:24:e8:5a:10:f2' } }],
  symptom: { where: 'log', says: /DHCPACK\(eno1\) 10\.20\.0\.2\d\d 00:24:e8:5a:10:02/ },
  hints: [
    {
      says: 'Which address did it get? Those from the range (10.20.0.200 and up) are for machines that the inventory does not know.',
      page: '/stages/dhcp/',
    },
    {
      says: '`log` has the MAC that asked. The inventory has another one for web02.',
      page: '/hosts/web02/',
    },
  ],
  repair: [
    {
      edit: { 'hosts.web02.interfaces.eno1.mac': '00:24:e8:5a:10:02' },
      why: 'Write the MAC of the new card, as the log has it, into the inventory, and publish.',
    },
    { power: 'reset', why: 'It has to ask anew.' },
    { wait: 'kernel', why: 'The kernel of the rescue system is fetched.' },
  ],
  restored: 'kernel',
  after:
    'A machine is known by the MAC of its card. A new card makes it a stranger: it gets an address from the range and the menu for strangers, which begins with the local disk.',
};
