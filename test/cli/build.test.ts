import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { needs } from '../support/needs.ts';
import { changed } from '../support/small-site.ts';
import { syntheticSite } from '../support/synthetic-site.ts';
import { Scenario } from './scenario.ts';

const INVENTORY = 'content/inventory/site.yaml';
const OFFLINE = ['build', '--offline', '--now', '2026-11-22'];

/** The small site, of which one host runs the rescue system, so that there is payload out of the repo. */
const rescueSite = changed(
  '    destructive: true\n',
  '    destructive: false\n',
  changed('    model: old\n', '    model: old\n    profile: install\n'),
);

function repo(): Scenario {
  return new Scenario({
    [INVENTORY]: rescueSite,
    'images/linux': 'kernel',
    'images/initrd.gz': 'initrd',
  });
}

/** A site that takes a while to write: 3,000 hosts. */
function largeRepo(): Scenario {
  const files: Record<string, string> = {};
  for (const { path, text } of syntheticSite(3000)) files[`content/inventory/${path}`] = text;
  return new Scenario(files);
}

/** The trees of builds beside the bundle. */
function trees(site: Scenario): string[] {
  return site.top().filter((name) => name.startsWith('.bundle-'));
}

/** What was printed, without sizes: they change with every word of an emitted comment. */
function withoutSizes(text: string): string {
  return text
    .replaceAll(/(?<=files?, )[0-9.]+ k?B/g, '<size>')
    .replace(/(?<="bytes": )[0-9]+/g, '0');
}

/** A manifest by path; the legend, which has none, as `undefined`. */
function manifestOf(site: Scenario, server: string): Map<string, Record<string, unknown>> {
  const lines = readFileSync(site.path('bundle', server, 'manifest.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return new Map(entries.map((entry) => [String(entry['path']), entry]));
}

test('a bundle without a network: what cannot be had is left out, one line for each', () => {
  const site = repo();
  expect(withoutSizes(site.run(...OFFLINE))).toMatchInlineSnapshot(`
    "$ bootbook build --offline --now 2026-11-22
    bundle/boot1  16 files, <size>
    left out: package debian-installer-12-netboot-arm64: it is not in the cache, and this is --offline (2 files)
    left out: package debian-installer-12-netboot-amd64: it is not in the cache, and this is --offline (2 files)
    left out: package syslinux-common: it is not in the cache, and this is --offline (4 files)
    left out: package pxelinux: it is not in the cache, and this is --offline (1 file)
    left out: package ipxe: it is not in the cache, and this is --offline (1 file)"
  `);
  expect(site.tree('bundle').replaceAll(/.*\/ansible_collections\/.*\n/g, ''))
    .toMatchInlineSnapshot(`
    "644 bundle/boot1/SHA256SUMS
    644 bundle/boot1/ansible/ansible.cfg
    644 bundle/boot1/ansible/inventory/host_vars/boot1.yml
    644 bundle/boot1/ansible/inventory/hosts.yml
    644 bundle/boot1/ansible/site.yml
    644 bundle/boot1/etc/dnsmasq.d/bootbook.conf
    644 bundle/boot1/etc/nginx/conf.d/bootbook.conf
    644 bundle/boot1/manifest.jsonl
    644 bundle/boot1/srv/tftp/boot.ipxe
    644 bundle/boot1/srv/tftp/debian-installer/amd64/grub/grub.cfg
    644 bundle/boot1/srv/tftp/debian-installer/arm64/grub/grub.cfg
    644 bundle/boot1/srv/tftp/grub/disk-amd64.cfg
    644 bundle/boot1/srv/tftp/grub/disk-arm64.cfg
    644 bundle/boot1/srv/tftp/grub/grub.cfg-01-52-54-00-00-00-02
    644 bundle/boot1/srv/tftp/images/installer/initrd.gz
    644 bundle/boot1/srv/tftp/images/installer/linux
    644 bundle/boot1/srv/tftp/pxelinux.cfg/01-52-54-00-00-00-01
    644 bundle/boot1/srv/tftp/pxelinux.cfg/default"
  `);
  expect(trees(site)).toHaveLength(1);
});

test('the sums are those of sha256sum, and say what is left out', () => {
  const site = repo();
  site.run(...OFFLINE);
  expect(
    site.runProgram(
      'sh',
      '-c',
      'cd bundle/boot1 && sha256sum --strict -c SHA256SUMS | grep -v ^ansible/ansible_collections/',
    ),
  ).toMatchInlineSnapshot(`
    "etc/dnsmasq.d/bootbook.conf: OK
    srv/tftp/pxelinux.cfg/default: OK
    srv/tftp/pxelinux.cfg/01-52-54-00-00-00-01: OK
    srv/tftp/debian-installer/amd64/grub/grub.cfg: OK
    srv/tftp/grub/disk-amd64.cfg: OK
    srv/tftp/debian-installer/arm64/grub/grub.cfg: OK
    srv/tftp/grub/disk-arm64.cfg: OK
    srv/tftp/grub/grub.cfg-01-52-54-00-00-00-02: OK
    srv/tftp/boot.ipxe: OK
    etc/nginx/conf.d/bootbook.conf: OK
    ansible/ansible.cfg: OK
    ansible/inventory/hosts.yml: OK
    ansible/inventory/host_vars/boot1.yml: OK
    ansible/site.yml: OK
    srv/tftp/images/installer/initrd.gz: OK
    srv/tftp/images/installer/linux: OK
    manifest.jsonl: OK"
  `);
  expect(site.runProgram('grep', '^#', 'bundle/boot1/SHA256SUMS')).toMatchInlineSnapshot(`
    "# left out: srv/tftp/grubaa64.efi (it is not in the cache, and this is --offline)
    # left out: srv/tftp/grubx64.efi (it is not in the cache, and this is --offline)
    # left out: srv/tftp/ldlinux.c32 (it is not in the cache, and this is --offline)
    # left out: srv/tftp/libcom32.c32 (it is not in the cache, and this is --offline)
    # left out: srv/tftp/libutil.c32 (it is not in the cache, and this is --offline)
    # left out: srv/tftp/menu.c32 (it is not in the cache, and this is --offline)
    # left out: srv/tftp/pxelinux.0 (it is not in the cache, and this is --offline)
    # left out: srv/tftp/shimaa64.efi (it is not in the cache, and this is --offline)
    # left out: srv/tftp/shimx64.efi (it is not in the cache, and this is --offline)
    # left out: srv/tftp/snponly.efi (it is not in the cache, and this is --offline)"
  `);
});

test('the manifest gives the reasons of each line, and says plainly what is left out', () => {
  const site = repo();
  site.run(...OFFLINE);
  const manifest = manifestOf(site, 'boot1');
  expect(manifest.get('srv/tftp/pxelinux.cfg/01-52-54-00-00-00-01')).toMatchObject({
    mode: '0644',
    language: 'pxelinux',
    hosts: ['web01'],
    because: {
      'content/inventory/site.yaml:33 images.installer.kernel': '10',
      'rule bootif': '12',
    },
  });
  expect(manifest.get('srv/tftp/images/installer/linux')).toMatchInlineSnapshot(`
    {
      "because": [
        "content/inventory/site.yaml:33 images.installer.kernel",
      ],
      "mode": "0644",
      "path": "srv/tftp/images/installer/linux",
      "sha256": "6923dd1bc0460082c5d55a831908c24a282860b7f1cd6c2b79cf1bc8857c639c",
      "size": 6,
      "source": {
        "path": "images/linux",
      },
    }
  `);
  expect(manifest.get('srv/tftp/pxelinux.0')).toEqual({
    path: 'srv/tftp/pxelinux.0',
    leftOut: 'it is not in the cache, and this is --offline',
    because: ['route bios-amd64-tftp-pxelinux'],
  });
  const { reasons } = manifest.get('undefined') as { reasons: Record<string, string> };
  expect(reasons['route bios-amd64-tftp-pxelinux']).toBe(
    'BIOS, PXELINUX over TFTP [/routes/bios-amd64-tftp-pxelinux/]',
  );
});

test('every line that is not empty or a comment has a reason in the manifest', () => {
  const site = repo();
  site.run(...OFFLINE);
  for (const [path, { because, language }] of manifestOf(site, 'boot1')) {
    // Payload and the legend have no lines.
    if (language === undefined) continue;
    const explained = new Set<number>();
    for (const ranges of Object.values(because as Record<string, string>)) {
      for (const range of ranges.split(',')) {
        const [from, to = from] = range.split('-').map(Number);
        for (let line = from!; line <= to!; line++) explained.add(line);
      }
    }
    const lines = readFileSync(site.path('bundle/boot1', path), 'utf8').trimEnd().split('\n');
    for (const [index, line] of lines.entries())
      if (!/^\s*(#.*)?$/.test(line))
        expect([...explained], `${path}:${index + 1} ${line}`).toContain(index + 1);
  }
});

test('what came of it, for a machine', () => {
  expect(withoutSizes(repo().run(...OFFLINE, '--json'))).toMatchInlineSnapshot(`
    "$ bootbook build --offline --now 2026-11-22 --json
    {
      "out": "bundle",
      "servers": [
        {
          "server": "boot1",
          "files": 16,
          "bytes": 0,
          "leftOut": [
            {
              "path": "srv/tftp/grubaa64.efi",
              "source": "package debian-installer-12-netboot-arm64",
              "why": "it is not in the cache, and this is --offline"
            },
            {
              "path": "srv/tftp/grubx64.efi",
              "source": "package debian-installer-12-netboot-amd64",
              "why": "it is not in the cache, and this is --offline"
            },
            {
              "path": "srv/tftp/ldlinux.c32",
              "source": "package syslinux-common",
              "why": "it is not in the cache, and this is --offline"
            },
            {
              "path": "srv/tftp/libcom32.c32",
              "source": "package syslinux-common",
              "why": "it is not in the cache, and this is --offline"
            },
            {
              "path": "srv/tftp/libutil.c32",
              "source": "package syslinux-common",
              "why": "it is not in the cache, and this is --offline"
            },
            {
              "path": "srv/tftp/menu.c32",
              "source": "package syslinux-common",
              "why": "it is not in the cache, and this is --offline"
            },
            {
              "path": "srv/tftp/pxelinux.0",
              "source": "package pxelinux",
              "why": "it is not in the cache, and this is --offline"
            },
            {
              "path": "srv/tftp/shimaa64.efi",
              "source": "package debian-installer-12-netboot-arm64",
              "why": "it is not in the cache, and this is --offline"
            },
            {
              "path": "srv/tftp/shimx64.efi",
              "source": "package debian-installer-12-netboot-amd64",
              "why": "it is not in the cache, and this is --offline"
            },
            {
              "path": "srv/tftp/snponly.efi",
              "source": "package ipxe",
              "why": "it is not in the cache, and this is --offline"
            }
          ]
        }
      ],
      "archives": []
    }"
  `);
});

test('configs only', () => {
  expect(withoutSizes(repo().run('build', '--no-payload'))).toMatchInlineSnapshot(`
    "$ bootbook build --no-payload
    bundle/boot1  14 files, <size>
    left out: all payload (--no-payload)"
  `);
});

test('an inventory with errors changes nothing', () => {
  const site = repo();
  site.run(...OFFLINE);
  const before = readlinkSync(site.path('bundle'));
  site.write(INVENTORY, changed('model: old\n', 'model: odl\n', rescueSite));
  expect(site.run(...OFFLINE)).toMatchInlineSnapshot(`
    "$ bootbook build --offline --now 2026-11-22
    ! content/inventory/site.yaml:44:12 error unknown-id
    !   hosts.web01 names a model that does not exist.
    !     43 |   web01:
    !     44 |     model: odl
    !        |            ^^^
    !     45 |     profile: install
    !   expected  one of old, new
    !   received  "odl"
    !   do        Did you mean old?
    !
    ! 1 error.
    exit 1"
  `);
  expect(readlinkSync(site.path('bundle'))).toBe(before);
});

test('the same inventory gives the same bytes', () => {
  const site = repo();
  site.run(...OFFLINE, '--out', 'first');
  site.run(...OFFLINE, '--out', 'second');
  expect(site.runProgram('diff', '-r', 'first/', 'second/')).toBe('');
});

test('the new tree is on disk before the link points to it', () => {
  const site = repo();
  site.run(...OFFLINE);
  const first = readlinkSync(site.path('bundle'));
  // Stands in for coreutils' sync, and says what it saw when it was called.
  site.write('bin/sync', '#!/bin/sh\n{ echo "$@"; readlink bundle; ls "$2"/boot1; } > called\n');
  chmodSync(site.path('bin/sync'), 0o755);
  site.env['PATH'] = `${site.path('bin')}:${process.env['PATH']}`;
  expect(site.run(...OFFLINE)).not.toContain('exit');
  const second = readlinkSync(site.path('bundle'));
  expect(readFileSync(site.path('called'), 'utf8').split('\n')).toEqual([
    `-f ${site.path(second)}`,
    first,
    'SHA256SUMS',
    'ansible',
    'etc',
    'manifest.jsonl',
    'srv',
    '',
  ]);
});

test('a machine without coreutils gets its bundle, too', () => {
  const site = repo();
  site.env['PATH'] = site.path('empty');
  expect(site.run(...OFFLINE)).not.toContain('exit');
  expect(readlinkSync(site.path('bundle'))).toMatch(/^\.bundle-/);
});

test('a second build takes the place of the first, which is removed', async () => {
  const site = repo();
  site.run(...OFFLINE);
  const first = realpathSync(site.path('bundle'));
  site.run(...OFFLINE);
  expect(realpathSync(site.path('bundle'))).not.toBe(first);
  await vi.waitUntil(() => !existsSync(first), { timeout: 20_000 });
});

test('something else lies where the bundle should appear', () => {
  const site = repo();
  site.write('bundle/precious.txt', 'mine');
  expect(site.run(...OFFLINE)).toMatchInlineSnapshot(`
    "$ bootbook build --offline --now 2026-11-22
    ! bootbook: bundle is there already, and no build made it: a bundle is a symbolic link to a tree beside it.
    !   do  Move it away, or build somewhere else: --out DIR.
    exit 1"
  `);
  site.write('afile', 'mine');
  expect(site.run(...OFFLINE, '--out', 'afile')).toMatchInlineSnapshot(`
    "$ bootbook build --offline --now 2026-11-22 --out afile
    ! bootbook: afile is there already, and no build made it: a bundle is a symbolic link to a tree beside it.
    !   do  Move it away, or build somewhere else: --out DIR.
    exit 1"
  `);
  symlinkSync('/etc', site.path('alink'));
  expect(site.run(...OFFLINE, '--out', 'alink')).toMatchInlineSnapshot(`
    "$ bootbook build --offline --now 2026-11-22 --out alink
    ! bootbook: alink is a symbolic link to /etc, which no build made.
    !   do  Remove it, or build somewhere else: --out DIR.
    exit 1"
  `);
  expect(readFileSync(site.path('bundle/precious.txt'), 'utf8')).toBe('mine');
});

test('an empty folder makes room', () => {
  const site = repo();
  mkdirSync(site.path('bundle'));
  expect(site.run(...OFFLINE)).not.toContain('exit');
  expect(readlinkSync(site.path('bundle'))).toMatch(/^\.bundle-/);
});

test('files are readable for the server whatever the umask of the one who builds', () => {
  const site = repo();
  site.runProgram(
    'sh',
    '-c',
    `umask 077; ${process.execPath} ${site.command} ${OFFLINE.join(' ')}`,
  );
  const modes = site
    .tree('bundle/boot1')
    .split('\n')
    .map((line) => line.split(' ')[0]);
  expect(new Set(modes)).toEqual(new Set(['644']));
  expect(site.runProgram('find', 'bundle/', '-type', 'd', '!', '-perm', '755')).toBe('');
});

test('killed at any moment, a build leaves a whole tree behind, and the next one sweeps up', async () => {
  const site = largeRepo();
  const build = ['build', '--no-payload', '--now', '2026-11-22'];
  expect(site.run(...build)).not.toContain('exit');
  const moments = [
    '',
    'boot-000/etc/dnsmasq.d',
    'boot-000/srv/tftp/pxelinux.cfg',
    'boot-000/srv/tftp/ipxe',
  ];
  let leftovers = 0;
  for (const moment of moments) {
    const before = readlinkSync(site.path('bundle'));
    const child = site.spawn(...build);
    const ended = once(child, 'exit');
    // The link may change first, if this process is slow to look.
    for (;;) {
      const others = trees(site).filter((name) => name !== before);
      if (child.exitCode !== null || others.some((name) => existsSync(site.path(name, moment))))
        break;
      await sleep(1);
    }
    child.kill('SIGKILL');
    await ended;
    leftovers += trees(site).length - 1;
    const sums =
      'for server in bundle/*; do (cd $server && sha256sum --quiet -c SHA256SUMS) || exit 1; done';
    expect(site.runProgram('sh', '-c', sums)).toBe('');
  }
  expect(leftovers).toBeGreaterThan(0);
  expect(site.run(...build)).not.toContain('exit');
  await vi.waitUntil(() => trees(site).length === 1, { timeout: 20_000 });
  expect(trees(site)).toEqual([readlinkSync(site.path('bundle'))]);
});

test('a build does not sweep up after one that still runs', async () => {
  const site = largeRepo();
  const build = ['build', '--no-payload', '--now', '2026-11-22'];
  const slow = site.spawn(...build);
  const ended = once(slow, 'exit');
  while (trees(site).length === 0) await sleep(5);
  slow.kill('SIGSTOP');
  const [tree] = trees(site);
  expect(site.run(...build)).not.toContain('exit');
  expect(site.top()).toContain(tree);
  slow.kill('SIGCONT');
  expect(await ended).toEqual([0, null]);
  expect(readlinkSync(site.path('bundle'))).toBe(tree);
});

test.skipIf(!needs('unshare', 'mount') || process.getuid?.() !== 0)('a full disk', () => {
  const site = largeRepo();
  mkdirSync(site.path('small'));
  const command = `mount -t tmpfs -o size=1M none small && ${process.execPath} ${site.command} build --no-payload --out small/bundle; ls -A small`;
  expect(site.runProgram('unshare', '-m', 'sh', '-c', command)).toMatchInlineSnapshot(`
    "bootbook: The disk is full: no room for small/bundle.
      do  Make room, or choose a folder on another disk."
  `);
});
