import type { Drill } from './drill.ts';

export const theForgottenInstaller: Drill = {
  id: 'the-forgotten-installer',
  title: 'The forgotten installer',
  call: 'web03 was installed last week and restarted tonight. It is fetching the installer again. Its data is on the disk.',
  stage: 'handoff',
  hosts: ['web03'],
  changes: {
    'hosts.web03.profile': 'debian-12-install',
    'hosts.web03.armedUntil': '2099-12-31T23:59:00Z',
  },
  break: [],
  symptom: { where: 'log', says: /sent \/srv\/tftp\/images\/\S+\/linux to 10\.20\.0\.13/ },
  hints: [
    {
      says: 'First of all: `power web03 off`. An installer that is not running erases nothing.',
      page: '/explain/arming/',
    },
    {
      says: 'The page of the host says until when it is armed. Take `armedUntil` out of the inventory, and publish.',
      page: '/hosts/web03/',
    },
  ],
  repair: [
    { power: 'off', why: 'Before anything else: pull the plug.' },
    {
      edit: { 'hosts.web03.armedUntil': undefined, 'hosts.web03.profile': 'local' },
      why: 'Disarm it in the inventory, and publish.',
    },
    { power: 'on', why: 'Now it is told to boot its disk.' },
    { wait: 'handoff', why: 'It starts its disk.' },
  ],
  restored: 'handoff',
  after:
    'The host was armed until the end of the century. Arm for as long as an installation takes, an hour or two: what is built after that sends the host to its disk.',
};
