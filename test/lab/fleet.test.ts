import { expect, test } from 'vitest';
import { Fleet } from '../../lab/fleet.ts';
import { promises, recorded } from './replay.ts';

const web02 = { promised: promises.web02, addresses: ['10.20.0.12'] };
const build03 = { promised: promises.build03, addresses: ['10.20.0.43'] };

/** Two recorded boots at once, line by line as one boot server would have logged them. */
function sideBySide(): Fleet {
  const fleet = new Fleet([web02, build03]);
  const events = (['web02', 'build03'] as const)
    .flatMap((host) => recorded(host).map((event) => ({ host, event })))
    .toSorted((a, b) => (a.event.at ?? 0) - (b.event.at ?? 0));
  for (const { host } of events) fleet.power(host, 'on', 0);
  for (const { host, event } of events) {
    if (event.kind === 'log') fleet.log(event.from, event.line, event.at);
    else if (event.kind === 'console') fleet.console(host, event.port, event.text, event.at);
  }
  return fleet;
}

function told(fleet: Fleet): string[] {
  return fleet.machines.map(
    ({ id, stages, until }) =>
      `${id} (${until}): ${stages.map(({ stage, seconds }) => `${stage} ${seconds.toFixed(0)}`).join(', ')}`,
  );
}

test('two machines side by side, each with its own stages', () => {
  expect(told(sideBySide())).toMatchInlineSnapshot(`
    [
      "web02 (root): firmware 1, link 3, dhcp 3, nbp 21, menu 21, kernel 29, initrd 39, root 39",
      "build03 (root): firmware 6, link 6, dhcp 10, nbp 10, menu 29, kernel 35, initrd 36, root 36",
    ]
  `);
});

test('a machine that stands still is told, and a slow lab is given time', () => {
  const fleet = new Fleet([web02]);
  expect(fleet.standing('web02', 500)).toBeUndefined();
  fleet.power('web02', 'on', 100);
  fleet.console('web02', 'screen', 'SeaBIOS\r\n', 101);
  fleet.log('dnsmasq', 'dnsmasq-dhcp[2]: 7 DHCPDISCOVER(eno1) 00:24:e8:5a:10:02 ', 103);
  expect(fleet.standing('web02', 110)).toBeUndefined();
  expect(fleet.standing('web02', 133)).toEqual({ waitsFor: 'dhcp', seconds: 30 });
  expect(fleet.standing('web02', 133, 3)).toBeUndefined();
  fleet.power('web02', 'off', 140);
  expect(fleet.standing('web02', 900)).toBeUndefined();
});
