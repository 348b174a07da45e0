import type { Drill } from './drill.ts';

const FILE = '/etc/dnsmasq.d/20-ticket-4711.conf';

export const aLetterInTheConfig: Drill = {
  id: 'a-letter-in-the-config',
  title: 'A letter in the config',
  call: 'Since the change of this afternoon no machine gets an address any more. The change was one line, somebody restarted the service and went home.',
  stage: 'dhcp',
  hosts: ['web01'],
  break: [
    { run: `echo 'dhcp-hots=00:24:e8:5a:10:77,10.20.0.77' >${FILE}` },
    { server: 'dnsmasq', to: 'restart' },
  ],
  // The log says it at once, but nobody presses reset before the machine has given up.
  symptom: { where: 'console', says: /No configuration methods/ },
  hints: [
    {
      says: 'The machine asks and nobody answers. Does the DHCP server run? `shell`, then `ps ax`.',
      page: '/stages/dhcp/',
    },
    {
      says: '`dnsmasq --test --conf-dir=/etc/dnsmasq.d,*.conf` reads the config as the service does, and names file and line.',
      page: '/howto/first-pxe-server/',
    },
  ],
  repair: [
    { run: `rm ${FILE}`, why: 'Take the change back; it can be made anew in daylight.' },
    {
      run: "dnsmasq --test --conf-dir='/etc/dnsmasq.d,*.conf'",
      why: 'Ask dnsmasq whether it can read its config before it is started.',
    },
    { server: 'dnsmasq', to: 'start', why: 'On a real boot server: `systemctl start dnsmasq`.' },
    { power: 'reset', why: 'The machine had given up.' },
    { wait: 'handoff', why: 'It starts its disk.' },
  ],
  restored: 'handoff',
  after:
    'An option was misspelt, and dnsmasq does not start with a config that it cannot read. Let it read the config before it is restarted.',
};
