import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hasReached } from '../../cli/drill/has-reached.ts';
import { keepResult, resultLog, resultText, type DrillResult } from '../../cli/drill/result.ts';
import type { StageId } from '../../generators/plan/stages.ts';
import { drills } from '../../lab/drills/index.ts';
import { smallSite } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

/*
 * What `bootbook drill` and the verbs of a kept lab say before there is any machine. That drills can be played is shown in
 * test/lab/boots-drills.test.ts.
 */

function repo(): Scenario {
  const scenario = new Scenario({ 'content/inventory/site.yaml': smallSite });
  // No lab of the person who runs the tests is to be seen.
  scenario.env['XDG_RUNTIME_DIR'] = scenario.path();
  return scenario;
}

const played: DrillResult = {
  drill: 'the-new-card',
  began: '2026-11-24T14:00:00.000Z',
  unattended: false,
  hosts: ['web02'],
  found: 90,
  repair: 150,
  total: 240,
  hints: 1,
};

test('there are enough drills, each with a name of its own, and the night is the first', () => {
  const ids = drills.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThanOrEqual(8);
  expect(ids[0]).toBe('the-night-the-servers-died');
});

test('a machine that gave the network up and started its disk is not restored', () => {
  const at = (...ids: StageId[]): Parameters<typeof hasReached>[0] => ({
    power: 'on',
    stages: ids.map((stage) => ({ stage, what: '', seconds: 0 })),
  });
  const gaveUp = at('firmware', 'link', 'dhcp', 'handoff');
  const wasTold = at('firmware', 'link', 'dhcp', 'nbp', 'menu', 'handoff');
  expect(hasReached(gaveUp, 'handoff')).toBe(false);
  expect(hasReached(gaveUp, 'dhcp')).toBe(true);
  expect(hasReached(wasTold, 'handoff')).toBe(true);
  expect(hasReached({ ...wasTold, power: 'off' }, 'handoff')).toBe(false);
});

test('a drill that there is not', () => {
  expect(repo().run('drill', 'the-new-cart')).toMatchInlineSnapshot(`
    "$ bootbook drill the-new-cart
    ! bootbook: There is no drill the-new-cart.
    !   do  Did you mean the-new-card?
    exit 1"
  `);
});

test('no name', () => {
  expect(repo().run('drill')).toMatchInlineSnapshot(`
    "$ bootbook drill
    ! bootbook: Which drill?
    !   do  Name one, or --random; \`bootbook drill --list\` has them all.
    exit 1"
  `);
});

test('the list', () => {
  expect(repo().run('drill', '--list').split('\n').length).toBe(drills.length + 1);
});

test('a result in words, and kept one a line', () => {
  expect(resultText(played)).toMatchInlineSnapshot(`
    "the-new-card: Restored: the machine is back.
      time to find    1.5 min
      time to repair  2.5 min
      hints used      1
    "
  `);
  expect(resultText({ ...played, found: undefined, repair: undefined })).toMatchInlineSnapshot(`
    "the-new-card: Not restored after 4.0 min.
      time to find    not said
      time to repair  not repaired
      hints used      1
    "
  `);
  const file = repo().path('state', 'drills.jsonl');
  keepResult(file, played);
  keepResult(file, { ...played, hints: 2 });
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as DrillResult).hints)).toEqual([1, 2]);
  expect(resultLog('/repo')).toMatch(/drills\.jsonl$/);
});

test('without a lab', () => {
  const site = repo();
  expect(site.run('lab', 'list')).toMatchInlineSnapshot(`
    "$ bootbook lab list
    ! bootbook: No lab is up.
    !   do  Bring one up: \`bootbook lab up\`.
    exit 1"
  `);
  expect(site.run('lab', 'console', 'web01')).toMatch(/No lab is up/);
  expect(site.run('watch', '--name', 'other')).toMatch(/No lab other is up/);
  expect(site.run('lab', 'up', '--name', 'Ä')).toMatch(/cannot be named/);
});

test("a boot server's log, from a file", () => {
  const site = repo();
  site.write(
    'boot.log',
    `Nov 22 23:51:01 boot1 dnsmasq-dhcp[8]: 7 DHCPACK(eno1) 10.1.0.11 52:54:00:00:00:01 web01
Nov 22 23:51:02 boot1 dnsmasq-tftp[8]: sent /srv/tftp/pxelinux.0 to 10.1.0.11
`,
  );
  expect(site.run('watch', 'boot.log', '--once', '--now', '2026-11-22')).toMatchInlineSnapshot(`
    "$ bootbook watch boot.log --once --now 2026-11-22
    web01          ■■■■□      nbp         1 s  pxelinux.0 by TFTP"
  `);
});
