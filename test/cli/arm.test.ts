import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { changed, smallSite } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

const INVENTORY = 'content/inventory/site.yaml';
const NOON = ['--now', '2026-11-22T12:00:00Z'];
const three = `${changed('    memory: 512\n', '    memory: 512\n    signed: true\n')}  db01:
    model: new # the new one
    rack: "Row 2, left"
    interfaces: { eno1: { mac: 52:54:00:00:00:03, network: prod, address: 10.1.0.13 } }
`;

function repo(inventory = three): Scenario {
  return new Scenario({ [INVENTORY]: inventory, 'images/linux': 'kernel', 'images/initrd.gz': '' });
}

function inventoryOf(site: Scenario): string {
  return readFileSync(site.path(INVENTORY), 'utf8');
}

describe('arm', () => {
  test('writes the profile and the time, and says what comes next', () => {
    const site = repo();
    expect(site.run('arm', 'install', '--host', 'web01', '--for', '90m', ...NOON))
      .toMatchInlineSnapshot(`
        "$ bootbook arm install --host web01 --for 90m --now 2026-11-22T12:00:00Z
        Armed for 'Install' until 2026-11-22T13:30:00Z (1 h 30 min): web01.

        Next
          look at it    git diff && bootbook explain web01
          bring it      bootbook apply --server boot1 --to ssh://root@10.1.0.2
          start         the machines, from the network
          afterwards    bootbook disarm --host web01, and apply again"
      `);
    expect(inventoryOf(site)).toBe(
      changed(
        'address: 10.1.0.11 }\n',
        "address: 10.1.0.11 }\n    profile: install\n    armedUntil: '2026-11-22T13:30:00Z'\n",
        three,
      ),
    );
    expect(site.run('explain', 'web01', ...NOON)).toContain('armed until 2026-11-22T13:30:00Z');
    expect(site.run('validate', ...NOON)).toContain('The inventory is fine');
  });

  test('--dry-run shows a diff that git takes, and writes nothing', () => {
    const site = repo();
    expect(site.run('arm', 'install', '--rack', 'Row 2, left', '--dry-run', ...NOON))
      .toMatchInlineSnapshot(`
        "$ bootbook arm install --rack "Row 2, left" --dry-run --now 2026-11-22T12:00:00Z
        --- a/content/inventory/site.yaml
        +++ b/content/inventory/site.yaml
        @@ -53,3 +53,5 @@
             model: new # the new one
             rack: "Row 2, left"
             interfaces: { eno1: { mac: 52:54:00:00:00:03, network: prod, address: 10.1.0.13 } }
        +    profile: install
        +    armedUntil: '2026-11-22T13:00:00Z'
        Would be armed for 'Install' until 2026-11-22T13:00:00Z (1 h): db01.

        Nothing was written. Without --dry-run it is."
      `);
    expect(inventoryOf(site)).toBe(three);
    const { patch, written } = JSON.parse(
      site
        .run('arm', 'install', '--host', '52-54-00-00-00-03', '--dry-run', '--json', ...NOON)
        .replace(/^.*\n/, ''),
    ) as { patch: string; written: boolean };
    expect(written).toBe(false);
    site.write('arm.patch', patch);
    expect(site.runProgram('git', 'apply', 'arm.patch')).toBe('');
    expect(inventoryOf(site)).toContain("    armedUntil: '2026-11-22T13:00:00Z'\n");
  });

  test('in waves: never more than the wished number, and each command leads to the next', () => {
    const site = repo();
    const wave = ['arm', 'install', '--where', 'network=prod', '--at-once', '2', ...NOON];
    expect(site.run(...wave)).toMatchInlineSnapshot(`
      "$ bootbook arm install --where network=prod --at-once 2 --now 2026-11-22T12:00:00Z
      Armed for 'Install' until 2026-11-22T13:00:00Z (1 h): web01, web02.
      Wave 2: db01.

      Next
        look at it    git diff && bootbook explain web01
        bring it      bootbook apply --server boot1 --to ssh://root@10.1.0.2
        start         the machines, from the network
        afterwards    bootbook disarm --host web01,web02, and apply again
        next wave     the same command with --after web02"
    `);
    expect(site.run(...wave, '--after', 'web02')).toMatchInlineSnapshot(`
      "$ bootbook arm install --where network=prod --at-once 2 --now 2026-11-22T12:00:00Z --after web02
      ! bootbook: Of the chosen hosts, 2 hosts are still armed, and 2 may be at once.
      !   do  When they are done: bootbook disarm --host web01,web02. Or wait: bootbook arm --list tells how long.
      exit 1"
    `);
    site.run('disarm', '--host', 'web01,web02', ...NOON);
    expect(site.run(...wave, '--after', 'web02')).toContain(': db01.\n');
    expect(site.run(...wave, '--after', 'db01')).toContain('Nothing is left to be armed.');
  });

  test('a profile that comes from the site is not written again', () => {
    const site = repo(
      changed(
        '    domain: lab.example.net\n',
        '    domain: lab.example.net\n    defaults: { profile: install }\n',
        three,
      ),
    );
    const before = inventoryOf(site);
    site.run('arm', 'install', '--host', 'web02', ...NOON);
    expect(inventoryOf(site)).toBe(
      changed(
        'address: 10.1.0.12 }\n',
        "address: 10.1.0.12 }\n    armedUntil: '2026-11-22T13:00:00Z'\n",
        before,
      ),
    );
  });

  test.each([
    [['instal', '--host', 'web01']],
    [['install', '--host', 'web1']],
    [['install', '--rack', 'A9']],
    [['install', '--host', 'web01', '--model', 'new']],
    [['install']],
    [[]],
    [['install', '--host', 'web01', '--for', '2d']],
    [['install', '--host', 'web01', '--until', '2026-11-22']],
    [['install', '--host', 'web01', '--after', 'db01']],
  ])('refused: %j', (args) => {
    const site = repo();
    expect(site.run('arm', ...args, ...NOON)).toMatchSnapshot();
    expect(inventoryOf(site)).toBe(three);
  });

  test('a wrong option is told as such', () => {
    expect(repo().run('arm', 'install', '--for', 'long')).toContain('exit 64');
    expect(repo().run('arm', 'install', '--where', 'netwrk=prod')).toContain(
      'Did you mean network=prod?',
    );
  });

  test('longer than a day, if somebody says so', () => {
    const site = repo();
    site.run('arm', 'install', '--host', 'db01', '--for', '2d', '--beyond-a-day', ...NOON);
    expect(inventoryOf(site)).toContain("armedUntil: '2026-11-24T12:00:00Z'");
  });

  test('a profile that erases nothing needs no arming', () => {
    const site = repo(
      changed('hosts:\n', '  rescue:\n    label: Rescue\n    kind: local\nhosts:\n', three),
    );
    expect(site.run('arm', 'rescue', '--host', 'web01')).toContain('nothing to arm');
  });

  test('an inventory that would have an error with it stays as it is', () => {
    const site = repo(smallSite);
    const said = site.run('arm', 'install', '--host', 'web02', ...NOON);
    expect(said).toContain('error unsigned-kernel');
    expect(said).toContain('Nothing was written.\nexit 1');
    expect(inventoryOf(site)).toBe(smallSite);
  });

  test('permissions and links stay, and nothing is left over', () => {
    const site = repo();
    site.write('elsewhere.yaml', three);
    chmodSync(site.path('elsewhere.yaml'), 0o640);
    site.runProgram('rm', INVENTORY);
    symlinkSync('../../elsewhere.yaml', site.path(INVENTORY));
    site.run('arm', 'install', '--host', 'web*', ...NOON);
    expect(readFileSync(site.path('elsewhere.yaml'), 'utf8').match(/armedUntil/g)).toHaveLength(2);
    expect(statSync(site.path('elsewhere.yaml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(site.path('content/inventory'))).toEqual(['site.yaml']);
    expect(readdirSync(site.folder).sort()).toEqual(['content', 'elsewhere.yaml', 'images']);
  });

  test('--list shows what is armed, what expired, and what has no effect', () => {
    const site = repo();
    site.run('arm', 'install', '--host', 'web01', ...NOON);
    site.run('arm', 'install', '--host', 'db01', '--for', '5m', ...NOON);
    expect(site.run('arm', '--list', '--now', '2026-11-22T12:20:00Z')).toMatchInlineSnapshot(`
      "$ bootbook arm --list --now 2026-11-22T12:20:00Z
      web01  install  armed until 2026-11-22T13:00:00Z, 40 min left  content/inventory/site.yaml:49
      db01   install  expired 15 min ago, ignored  content/inventory/site.yaml:59

      Out with the expired ones: bootbook disarm --expired"
    `);
    expect(repo().run('arm', '--list')).toContain('No host is armed.');
  });
});

describe('disarm', () => {
  test('takes the time out, and leaves every other byte', () => {
    const site = repo();
    site.run('arm', 'install', '--where', 'site=lab', ...NOON);
    const armed = inventoryOf(site);
    expect(site.run('disarm', '--all', ...NOON)).toMatchInlineSnapshot(`
      "$ bootbook disarm --all --now 2026-11-22T12:00:00Z
      Disarmed: web01, web02, db01.

      Next
        bootbook apply --server boot1 --to ssh://root@10.1.0.2
      Until then the boot server serves what it serves."
    `);
    expect(inventoryOf(site)).toBe(armed.replaceAll(/.*armedUntil.*\n/g, ''));
    expect(site.run('disarm', '--all')).toContain('None of these hosts is armed.');
  });

  test('--expired leaves those whose time lies ahead; --profile replaces the profile', () => {
    const site = repo();
    site.run('arm', 'install', '--host', 'web01', '--for', '5m', ...NOON);
    site.run('arm', 'install', '--host', 'web02', ...NOON);
    site.write('content/inventory/more.yaml', 'profiles:\n  local: { label: Disk, kind: local }\n');
    const later = ['--now', '2026-11-22T12:20:00Z'];
    expect(site.run('disarm', '--expired', '--profile', 'local', ...later)).toContain(': web01.\n');
    expect(inventoryOf(site)).toContain('10.1.0.11 }\n    profile: local\n');
    expect(inventoryOf(site)).toContain(
      "profile: install\n    armedUntil: '2026-11-22T13:00:00Z'\n",
    );
    expect(site.run('disarm', '--all', '--profile', 'lokal')).toContain('Did you mean local?');
    expect(site.run('disarm')).toContain('Which hosts');
    site.run('disarm', '--host', 'web02', ...later);
    expect(inventoryOf(site)).toContain('10.1.0.12 }\n    profile: install\n');
    // db01 boots its disk without a word about it, so there is nothing to write.
    const both = ['disarm', '--host', 'web02,db01', '--profile', 'local', ...later];
    expect(site.run(...both)).toContain(': web02.\n');
    expect(inventoryOf(site)).toContain('10.1.0.12 }\n    profile: local\n');
    expect(inventoryOf(site)).not.toContain('armedUntil');
  });
});
