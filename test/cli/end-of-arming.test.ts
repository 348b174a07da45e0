import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FAR_SCRIPT } from '../../cli/release/far.ts';
import { needs } from '../support/needs.ts';
import { changed, smallSite } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

/*
 * A tree brings along what it is to be when an arming ends, and the boot server goes over to that by its own clock. Two hosts
 * are armed here, one after the other, for an installation with a secret in its answers.
 */

const INVENTORY = 'content/inventory/site.yaml';
const SECRET = 'correct horse battery staple';
const HOUR = 3_600_000;

function armed(model: string, until: string, text: string): string {
  return changed(
    `    model: ${model}\n    interfaces`,
    `    model: ${model}\n    profile: install\n    armedUntil: '${until}'\n    interfaces`,
    text,
  );
}

/** The small site with web01 and web02 armed until two times. */
function armedSite(web01: string, web02: string): string {
  const plain = changed(
    '    destructive: true\n',
    '    destructive: true\n    preseed: content/preseed.cfg\n    userPassword: { secret: { env: OPS_PASSWORD } }\n',
    changed('firmware: uefi-secure-boot', 'firmware: uefi'),
  );
  return armed('new', web02, armed('old', web01, plain));
}

function repo(inventory: string): Scenario {
  const site = new Scenario({
    [INVENTORY]: inventory,
    'images/linux': 'kernel',
    'images/initrd.gz': 'initrd',
    'content/preseed.cfg': 'd-i passwd/username string ops\n',
  });
  site.env['OPS_PASSWORD'] = SECRET;
  return site;
}

function buildAt(site: Scenario, time: string, out: string): void {
  expect(site.run('build', '--offline', '--now', time, '--out', out)).not.toContain('exit');
}

/** What lies in the folder after/ of a tree, with permissions. */
function laterFiles(site: Scenario, out: string): string {
  const folder = `${out}/boot1/after`;
  return existsSync(site.path(folder)) ? site.tree(folder) : '';
}

describe('a tree', () => {
  const site = armedSite('2026-11-22T13:00:00Z', '2026-11-22T14:00:00Z');

  test('holds what is different when the first arming ends, and in that the next', () => {
    const scenario = repo(site);
    buildAt(scenario, '2026-11-22T12:00:00Z', 'bundle');
    expect(laterFiles(scenario, 'bundle')).toMatchInlineSnapshot(`
      "644 bundle/boot1/after/20261122T130000Z/SHA256SUMS
      644 bundle/boot1/after/20261122T130000Z/after/20261122T140000Z/SHA256SUMS
      644 bundle/boot1/after/20261122T130000Z/after/20261122T140000Z/etc/nginx/conf.d/bootbook.conf
      644 bundle/boot1/after/20261122T130000Z/after/20261122T140000Z/manifest.jsonl
      644 bundle/boot1/after/20261122T130000Z/after/20261122T140000Z/srv/tftp/grub/grub.cfg-01-52-54-00-00-00-02
      644 bundle/boot1/after/20261122T130000Z/etc/nginx/conf.d/bootbook.conf
      644 bundle/boot1/after/20261122T130000Z/manifest.jsonl
      644 bundle/boot1/after/20261122T130000Z/srv/tftp/pxelinux.cfg/01-52-54-00-00-00-01"
    `);
    const sums = 'cd bundle/boot1 && sha256sum --quiet -c SHA256SUMS';
    expect(scenario.runProgram('sh', '-c', sums)).toBe('');
  });

  test('has no secret for later', () => {
    const scenario = repo(site);
    buildAt(scenario, '2026-11-22T12:00:00Z', 'bundle');
    const found = scenario.runProgram('grep', '-rlF', '$6$', 'bundle/boot1/');
    expect(found).toBe('bundle/boot1/srv/private/preseed/install.cfg');
  });

  test('is the same once more, whether its payload was copied or shared', () => {
    const scenario = repo(site);
    scenario.env['OPS_PASSWORD'] = '$6$salt$hash';
    buildAt(scenario, '2026-11-22T12:00:00Z', 'first');
    buildAt(scenario, '2026-11-22T12:00:00Z', 'second');
    expect(scenario.runProgram('diff', '-r', 'first/', 'second/')).toBe('');
  });

  test('holds nothing for later if nobody is armed', () => {
    const scenario = repo(smallSite);
    buildAt(scenario, '2026-11-22T12:00:00Z', 'bundle');
    expect(laterFiles(scenario, 'bundle')).toBe('');
  });

  test('disarms with the second in which the time is over', () => {
    const scenario = repo(armedSite('2026-11-22T13:00:00.250Z', '2026-11-22T14:00:00Z'));
    buildAt(scenario, '2026-11-22T12:00:00Z', 'bundle');
    expect(laterFiles(scenario, 'bundle')).toContain('after/20261122T130001Z/SHA256SUMS');
  });

  test('is compared without what comes later', () => {
    const scenario = repo(site);
    buildAt(scenario, '2026-11-22T12:00:00Z', 'bundle');
    const plan = (time: string): string => scenario.run('plan', '--summary', '--now', time);
    expect(plan('2026-11-22T12:00:00Z')).toMatchInlineSnapshot(`
      "$ bootbook plan --summary --now 2026-11-22T12:00:00Z
      ! No differences."
    `);
    expect(plan('2026-11-22T13:30:00Z')).toMatchInlineSnapshot(`
      "$ bootbook plan --summary --now 2026-11-22T13:30:00Z
      boot1/etc/nginx/conf.d/bootbook.conf would change: 1 line out, 0 lines in.
      web01 would start local instead of install.
      ! 2 files: 2 changed, 0 added, 0 removed.
      exit 2"
    `);
    scenario.write(INVENTORY, armedSite('2026-11-22T13:20:00Z', '2026-11-22T14:00:00Z'));
    expect(plan('2026-11-22T12:00:00Z')).toMatchInlineSnapshot(`
      "$ bootbook plan --summary --now 2026-11-22T12:00:00Z
      web01 would be armed until 2026-11-22T13:20:00Z instead of 2026-11-22T13:00:00Z.
      ! No file that serves now would change.
      exit 2"
    `);
  });
});

describe.skipIf(!needs('flock', 'openssl'))('a boot server, by its own clock', () => {
  /** A time from now, as the inventory has it. */
  const fromNow = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();

  /** A boot server that was given a tree before both armings ended. */
  function server(web01: string, web02: string): Scenario {
    const site = repo(armedSite(web01, web02));
    // One hash for all builds, so that trees can be compared.
    site.env['OPS_PASSWORD'] = '$6$salt$hash';
    const said = applyAt(site, fromNow(-3));
    expect(said).not.toContain('exit');
    expect(armedHosts(site)).toEqual(['web01', 'web02']);
    return site;
  }

  const to = ['--to', 'server', '--no-ask', '--restart', 'none'];
  const applyAt = (site: Scenario, time: string): string =>
    site.run('apply', '--offline', '--incomplete', '--most', '100%', '--now', time, ...to);
  const expire = (site: Scenario): string =>
    site.runProgram('sh', FAR_SCRIPT, site.path('server'), 'expire', 'none', '0');
  const serving = (site: Scenario): string =>
    site.runProgram('readlink', 'server/srv/bootbook/current').replace('releases/', '');

  /** Hosts whose config starts the installer. */
  function armedHosts(site: Scenario): string[] {
    const tree = 'server/srv/bootbook/current/srv/tftp';
    const files = {
      web01: `${tree}/pxelinux.cfg/01-52-54-00-00-00-01`,
      web02: `${tree}/grub/grub.cfg-01-52-54-00-00-00-02`,
    };
    return Object.entries(files)
      .filter(([, file]) => readFileSync(site.path(file), 'utf8').includes('images/installer/'))
      .map(([host]) => host);
  }

  /** How what serves differs from a tree that is applied at a time to an empty disk. */
  function differsFrom(site: Scenario, time: string): string {
    cpSync(site.path('server'), site.path('kept'), { recursive: true, verbatimSymlinks: true });
    rmSync(site.path('server'), { recursive: true });
    expect(applyAt(site, time)).not.toContain('exit');
    return site.runProgram(
      'diff',
      '-r',
      'server/srv/bootbook/current/',
      'kept/srv/bootbook/current/',
    );
  }

  test('disarms the one whose time is over, and no other', () => {
    const [web01, web02] = [fromNow(-1), fromNow(1)];
    const site = server(web01, web02);
    expect(expire(site)).toBe(`${serving(site)} serves: the time of an arming is over.`);
    expect(armedHosts(site)).toEqual(['web02']);
    expect(expire(site)).toBe('');
    expect(applyAt(site, web01)).toContain(`${serving(site)} serves already.`);
    expect(differsFrom(site, web01)).toBe('');
  });

  test('disarms both, and has no secret any more', () => {
    const [web01, web02] = [fromNow(-2), fromNow(-1)];
    const site = server(web01, web02);
    expect(site.tree('server/srv/bootbook/current/srv/private')).toBe(
      '640 server/srv/bootbook/current/srv/private/preseed/install.cfg',
    );
    expire(site);
    expect(armedHosts(site)).toEqual([]);
    expect(site.runProgram('ls', 'server/srv')).toBe('bootbook\ntftp');
    expect(differsFrom(site, web02)).toBe('');
  });

  test('does not arm again what an old release had armed', () => {
    const site = server(fromNow(-2), fromNow(-1));
    const old = serving(site);
    expect(expire(site)).toContain('is over');
    const now = serving(site);
    const back = site.run('rollback', old, ...to);
    expect(back).toContain(`${now} serves: it is ${old} without what was armed then.`);
    expect(armedHosts(site)).toEqual([]);
    // Without a name it is the one before, and what the end of an arming has made of that serves already.
    expect(site.run('rollback', ...to)).toContain('before-bootbook serves again.');
  });

  test('waits while a release is on trial', () => {
    const site = server(fromNow(-2), fromNow(-1));
    site.write('server/srv/bootbook/pending', `${serving(site)} before-bootbook\n`);
    expect(expire(site)).toBe('');
    expect(armedHosts(site)).toEqual(['web01', 'web02']);
  });

  test('goes over to nothing that is not whole', () => {
    const site = server(fromNow(-2), fromNow(-1));
    const before = serving(site);
    const later = 'server/srv/bootbook/current/after';
    const file = site.runProgram('sh', '-c', `ls ${later}/*/srv/tftp/pxelinux.cfg/*`);
    // Another file of the same name: the bytes of a release are shared with others.
    spawnSync('sh', ['-c', 'rm -f "$0"; echo x >"$0"', site.path(file)]);
    expect(expire(site).replaceAll(/\d{8}T\d{6}Z/g, 'TIME')).toMatchInlineSnapshot(`
      "srv/tftp/pxelinux.cfg/01-52-54-00-00-00-01: FAILED
      sha256sum: WARNING: 1 computed checksum did NOT match
      Files differ from what was sent.
      exit 1"
    `);
    expect(serving(site)).toBe(before);
  });

  test('kill -9 at any point of it: a whole tree serves, and the next minute ends it', () => {
    const site = server(fromNow(-2), fromNow(-1));
    site.runProgram('cp', '-a', 'server', 'armed');
    // The shell tells each command before it runs it.
    const total = site.runProgram(
      'sh',
      '-c',
      `sh -x "$0" "$PWD/server" expire none 0 2>&1 | wc -l`,
      FAR_SCRIPT,
    );
    expect(Number(total)).toBeGreaterThan(100);
    for (let commands = 4; commands < Number(total); commands += 12) {
      site.runProgram('sh', '-c', 'rm -rf server && cp -a armed server');
      const kill = `mkfifo told; setsid sh -x "$0" "$PWD/server" expire none 0 2>told >/dev/null & head -n ${commands} told >/dev/null; kill -9 -$!; wait; rm told`;
      spawnSync('sh', ['-c', kill, FAR_SCRIPT], { cwd: site.folder });
      const sums = 'cd server/srv/bootbook/current/ && sha256sum --quiet -c SHA256SUMS';
      expect(site.runProgram('sh', '-c', sums)).toBe('');
      expire(site);
      expect(armedHosts(site)).toEqual([]);
      expect(site.runProgram('find', 'server', '-name', '*.bootbook-new')).toBe('');
      expect(site.runProgram('ls', 'server/srv', 'server/srv/bootbook')).toBe(
        'server/srv:\nbootbook\ntftp\n\nserver/srv/bootbook:\ncurrent\nreleases',
      );
    }
  });
});
