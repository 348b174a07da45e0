import { expect, test } from 'vitest';
import { Scenario } from '../cli/scenario.ts';
import { smallSite } from '../support/small-site.ts';

/*
 * What `bootbook lab boot`, `fault` and `install` say before there is any machine. What they say about one is in
 * boots.test.ts and boots-faults.test.ts.
 */

const INVENTORY = 'content/inventory/site.yaml';
const NOW = ['--now', '2026-11-22'];

function repo(): Scenario {
  return new Scenario({ [INVENTORY]: smallSite });
}

test('without a bundle: build it first', () => {
  expect(repo().run('lab', 'boot', 'web01', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook lab boot web01 --now 2026-11-22
    ! bootbook: There is no bundle for boot1 in bundle.
    !   do  Run \`bootbook build\` first.
    exit 1"
  `);
});

test('with a bundle that is not what the inventory says now', () => {
  const site = repo();
  site.run('build', '--no-payload', ...NOW);
  site.write(INVENTORY, smallSite.replace('10.1.0.11', '10.1.0.77'));
  expect(site.run('lab', 'boot', 'web01', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook lab boot web01 --now 2026-11-22
    ! bootbook: The bundle is not what the inventory says now: 1 file would change, the first is boot1/etc/dnsmasq.d/bootbook.conf.
    !   do  Run \`bootbook build\` again, with the same --now; \`bootbook plan\` shows the difference.
    exit 1"
  `);
});

test('with a bundle without payload', () => {
  const site = repo();
  site.run('build', '--no-payload', ...NOW);
  expect(site.run('lab', 'boot', 'web01', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook lab boot web01 --now 2026-11-22
    web01: BIOS, PXELINUX over TFTP; Boot from the local disk
    ! bootbook: Not in the bundle: srv/tftp/pxelinux.0.
    !   do  Build it with its payload: \`bootbook build\` says what it left out, and why.
    exit 1"
  `);
});

test('a host that there is not', () => {
  expect(repo().run('lab', 'boot', 'web03', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook lab boot web03 --now 2026-11-22
    ! bootbook: There is no host web03.
    !   do  Did you mean web01?
    exit 1"
  `);
});

test('faults are listed, each with its stage', () => {
  expect(repo().run('lab', 'fault')).toMatch(/boot-file-missing +nbp +The boot file is missing$/m);
});

test('a fault that there is not', () => {
  expect(repo().run('lab', 'fault', 'boot-file-mising')).toMatchInlineSnapshot(`
    "$ bootbook lab fault boot-file-mising
    ! bootbook: There is no fault boot-file-mising.
    !   do  Did you mean boot-file-missing?
    exit 1"
  `);
});

test.each([
  [['--until', 'login'], /allowed choices are firmware, link, dhcp/i],
  [['--timeout', '0'], /Expected seconds, such as 300\./],
  [['--timeout', '-5'], /Expected seconds, such as 300\.|argument missing/],
])('%j is refused as a wrong command', (option, message) => {
  const text = repo().run('lab', 'boot', 'web01', ...option);
  expect(text).toMatch(message);
  expect(text).toMatch(/exit 64$/);
});

test('a fault that lies in the machine cannot be mended on the server', () => {
  expect(repo().run('lab', 'fault', 'disk-empty', '--mend')).toMatchInlineSnapshot(`
    "$ bootbook lab fault disk-empty --mend
    ! bootbook: disk-empty lies in the machine, and nothing on the boot server would mend it.
    !   do  Try it without --mend.
    exit 1"
  `);
});

test('an installation needs a profile that installs', () => {
  expect(repo().run('lab', 'install', 'web01', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook lab install web01 --now 2026-11-22
    ! bootbook: The host has no installer of Debian, and no profile of the site is one with a preseed file.
    !   do  Add one: kind: installer, with \`install\` for answers: preseed, or with the path of its answers as preseed.
    exit 1"
  `);
});

test('an installation of a host that there is not, and a mirror that is none', () => {
  expect(repo().run('lab', 'install', 'web03', ...NOW)).toContain('There is no host web03.');
  expect(repo().run('lab', 'install', 'web01', '--mirror', 'deb.debian.org')).toContain(
    'Expected an address such as http://deb.debian.org/debian.',
  );
});
