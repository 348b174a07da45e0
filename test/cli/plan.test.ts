import { existsSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { changed } from '../small-site.ts';
import { Scenario } from './scenario.ts';

const INVENTORY = 'content/inventory/site.yaml';
const NOW = ['--now', '2026-11-22'];

const site = changed(
  '    destructive: true\n',
  '    destructive: false\n',
  changed('    model: old\n', '    model: old\n    profile: install\n'),
);

/** A repo whose bundle is built, and whose inventory then changes. */
function builtThen(inventory: string): Scenario {
  const repo = new Scenario({
    [INVENTORY]: site,
    'images/linux': 'kernel',
    'images/initrd.gz': 'initrd',
  });
  repo.run('build', '--offline', ...NOW);
  repo.write(INVENTORY, inventory);
  return repo;
}

test('nothing would change', () => {
  expect(builtThen(site).run('plan', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook plan --now 2026-11-22
    Payload added: boot1/srv/tftp/grubaa64.efi
    Payload added: boot1/srv/tftp/grubx64.efi
    Payload added: boot1/srv/tftp/ldlinux.c32
    Payload added: boot1/srv/tftp/libcom32.c32
    Payload added: boot1/srv/tftp/libutil.c32
    Payload added: boot1/srv/tftp/menu.c32
    Payload added: boot1/srv/tftp/pxelinux.0
    Payload added: boot1/srv/tftp/shimaa64.efi
    Payload added: boot1/srv/tftp/shimx64.efi
    Payload added: boot1/srv/tftp/snponly.efi
    ! 10 files: 0 changed, 10 added, 0 removed.
    exit 2"
  `);
});

test('one address changes', () => {
  const repo = builtThen(changed('10.1.0.11', '10.1.0.13', site));
  expect(repo.run('plan', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook plan --now 2026-11-22
    --- a/boot1/etc/dnsmasq.d/bootbook.conf
    +++ b/boot1/etc/dnsmasq.d/bootbook.conf
    @@ -38,5 +38,5 @@
     dhcp-option-force=tag:network-prod,tag:!known,tag:uefi-x64-http,tag:http,60,HTTPClient

     # Hosts of prod
    -dhcp-host=52:54:00:00:00:01,set:bios-amd64-tftp-pxelinux,10.1.0.11,web01
    +dhcp-host=52:54:00:00:00:01,set:bios-amd64-tftp-pxelinux,10.1.0.13,web01
     dhcp-host=52:54:00:00:00:02,set:uefi-secure-boot-amd64-tftp-grub,10.1.0.12,web02
    Payload added: boot1/srv/tftp/grubaa64.efi
    Payload added: boot1/srv/tftp/grubx64.efi
    Payload added: boot1/srv/tftp/ldlinux.c32
    Payload added: boot1/srv/tftp/libcom32.c32
    Payload added: boot1/srv/tftp/libutil.c32
    Payload added: boot1/srv/tftp/menu.c32
    Payload added: boot1/srv/tftp/pxelinux.0
    Payload added: boot1/srv/tftp/shimaa64.efi
    Payload added: boot1/srv/tftp/shimx64.efi
    Payload added: boot1/srv/tftp/snponly.efi
    ! 11 files: 1 changed, 10 added, 0 removed.
    exit 2"
  `);
  expect(repo.run('plan', ...NOW, '--json')).toMatchInlineSnapshot(`
    "$ bootbook plan --now 2026-11-22 --json
    {"against":"bundle","differences":[
    {"change":"changed","path":"boot1/etc/dnsmasq.d/bootbook.conf","kind":"config","patch":"--- a/boot1/etc/dnsmasq.d/bootbook.conf\\n+++ b/boot1/etc/dnsmasq.d/bootbook.conf\\n@@ -38,5 +38,5 @@\\n dhcp-option-force=tag:network-prod,tag:!known,tag:uefi-x64-http,tag:http,60,HTTPClient\\n \\n # Hosts of prod\\n-dhcp-host=52:54:00:00:00:01,set:bios-amd64-tftp-pxelinux,10.1.0.11,web01\\n+dhcp-host=52:54:00:00:00:01,set:bios-amd64-tftp-pxelinux,10.1.0.13,web01\\n dhcp-host=52:54:00:00:00:02,set:uefi-secure-boot-amd64-tftp-grub,10.1.0.12,web02\\n"},
    {"change":"added","path":"boot1/srv/tftp/grubaa64.efi","kind":"payload","patch":"Payload added: boot1/srv/tftp/grubaa64.efi\\n"},
    {"change":"added","path":"boot1/srv/tftp/grubx64.efi","kind":"payload","patch":"Payload added: boot1/srv/tftp/grubx64.efi\\n"},
    {"change":"added","path":"boot1/srv/tftp/ldlinux.c32","kind":"payload","patch":"Payload added: boot1/srv/tftp/ldlinux.c32\\n"},
    {"change":"added","path":"boot1/srv/tftp/libcom32.c32","kind":"payload","patch":"Payload added: boot1/srv/tftp/libcom32.c32\\n"},
    {"change":"added","path":"boot1/srv/tftp/libutil.c32","kind":"payload","patch":"Payload added: boot1/srv/tftp/libutil.c32\\n"},
    {"change":"added","path":"boot1/srv/tftp/menu.c32","kind":"payload","patch":"Payload added: boot1/srv/tftp/menu.c32\\n"},
    {"change":"added","path":"boot1/srv/tftp/pxelinux.0","kind":"payload","patch":"Payload added: boot1/srv/tftp/pxelinux.0\\n"},
    {"change":"added","path":"boot1/srv/tftp/shimaa64.efi","kind":"payload","patch":"Payload added: boot1/srv/tftp/shimaa64.efi\\n"},
    {"change":"added","path":"boot1/srv/tftp/shimx64.efi","kind":"payload","patch":"Payload added: boot1/srv/tftp/shimx64.efi\\n"},
    {"change":"added","path":"boot1/srv/tftp/snponly.efi","kind":"payload","patch":"Payload added: boot1/srv/tftp/snponly.efi\\n"}
    ],"counts":{"added":10,"removed":0,"changed":1}}
    exit 2"
  `);
});

test('another MAC: a file goes, a file comes', () => {
  const repo = builtThen(changed('52:54:00:00:00:01', '52:54:00:00:00:0a', site));
  const { length, ...lines } = repo
    .run('plan', ...NOW)
    .split('\n')
    .filter((line) => /^(---|\+\+\+|!|exit)/.test(line));
  expect(Object.values(lines).join('\n')).toMatchInlineSnapshot(`
    "--- a/boot1/etc/dnsmasq.d/bootbook.conf
    +++ b/boot1/etc/dnsmasq.d/bootbook.conf
    --- /dev/null
    +++ b/boot1/srv/tftp/pxelinux.cfg/01-52-54-00-00-00-0a
    --- a/boot1/srv/tftp/pxelinux.cfg/01-52-54-00-00-00-01
    +++ /dev/null
    ! 13 files: 1 changed, 11 added, 1 removed.
    exit 2"
  `);
  expect(length).toBeGreaterThan(0);
});

test('payload counts by its sum', () => {
  const repo = builtThen(site);
  repo.write('images/linux', 'another kernel');
  rmSync(repo.path('bundle/boot1/srv/tftp/images/installer/initrd.gz'));
  expect(repo.run('plan', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook plan --now 2026-11-22
    Payload added: boot1/srv/tftp/grubaa64.efi
    Payload added: boot1/srv/tftp/grubx64.efi
    Payload added: boot1/srv/tftp/images/installer/initrd.gz
    Payload changed: boot1/srv/tftp/images/installer/linux
    Payload added: boot1/srv/tftp/ldlinux.c32
    Payload added: boot1/srv/tftp/libcom32.c32
    Payload added: boot1/srv/tftp/libutil.c32
    Payload added: boot1/srv/tftp/menu.c32
    Payload added: boot1/srv/tftp/pxelinux.0
    Payload added: boot1/srv/tftp/shimaa64.efi
    Payload added: boot1/srv/tftp/shimx64.efi
    Payload added: boot1/srv/tftp/snponly.efi
    ! 12 files: 1 changed, 11 added, 0 removed.
    exit 2"
  `);
});

test('the diff is one that patch(1) takes', () => {
  const repo = builtThen(changed('10.1.0.11', '10.1.0.13', site));
  const command = `${process.execPath} ${repo.command}`;
  repo.runProgram(
    'sh',
    '-c',
    `${command} plan --now 2026-11-22 2>/dev/null | (cd bundle && patch -s -p1)`,
  );
  expect(repo.run('plan', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook plan --now 2026-11-22
    Payload added: boot1/srv/tftp/grubaa64.efi
    Payload added: boot1/srv/tftp/grubx64.efi
    Payload added: boot1/srv/tftp/ldlinux.c32
    Payload added: boot1/srv/tftp/libcom32.c32
    Payload added: boot1/srv/tftp/libutil.c32
    Payload added: boot1/srv/tftp/menu.c32
    Payload added: boot1/srv/tftp/pxelinux.0
    Payload added: boot1/srv/tftp/shimaa64.efi
    Payload added: boot1/srv/tftp/shimx64.efi
    Payload added: boot1/srv/tftp/snponly.efi
    ! 10 files: 0 changed, 10 added, 0 removed.
    exit 2"
  `);
});

test('the tree of one boot server by itself', () => {
  const repo = builtThen(site);
  repo.runProgram('cp', '-rL', 'bundle/boot1', 'root');
  expect(repo.run('plan', ...NOW, '--against', 'root', '--server', 'boot1')).toMatchInlineSnapshot(`
    "$ bootbook plan --now 2026-11-22 --against root --server boot1
    Payload added: boot1/srv/tftp/grubaa64.efi
    Payload added: boot1/srv/tftp/grubx64.efi
    Payload added: boot1/srv/tftp/ldlinux.c32
    Payload added: boot1/srv/tftp/libcom32.c32
    Payload added: boot1/srv/tftp/libutil.c32
    Payload added: boot1/srv/tftp/menu.c32
    Payload added: boot1/srv/tftp/pxelinux.0
    Payload added: boot1/srv/tftp/shimaa64.efi
    Payload added: boot1/srv/tftp/shimx64.efi
    Payload added: boot1/srv/tftp/snponly.efi
    ! 10 files: 0 changed, 10 added, 0 removed.
    exit 2"
  `);
});

test('what nobody emitted is left alone', () => {
  const repo = builtThen(site);
  repo.runProgram('cp', '-rL', 'bundle/boot1', 'root');
  repo.write('root/etc/passwd', 'root:x:0:0');
  rmSync(repo.path('root/manifest.jsonl'));
  expect(repo.run('plan', ...NOW, '--against', 'root', '--server', 'boot1')).not.toContain(
    'passwd',
  );
});

test('nothing to compare with', () => {
  const repo = builtThen(site);
  expect(repo.run('plan', ...NOW, '--against', 'nowhere')).toMatchInlineSnapshot(`
    "$ bootbook plan --now 2026-11-22 --against nowhere
    ! bootbook: There is no folder nowhere to compare with.
    !   do  Build it first (\`bootbook build\`), or name another one: --against DIR.
    exit 1"
  `);
  expect(repo.run('plan', ...NOW, '--server', 'boot2')).toMatchInlineSnapshot(`
    "$ bootbook plan --now 2026-11-22 --server boot2
    ! bootbook: There is no boot server boot2.
    !   do  Did you mean boot1?
    exit 1"
  `);
  expect(existsSync(repo.path('nowhere'))).toBe(false);
});

test('a manifest that is none, or that leads out of the tree', () => {
  const repo = builtThen(site);
  repo.runProgram('cp', '-rL', 'bundle', 'copy');
  repo.write('copy/boot1/manifest.jsonl', '{"path":"etc/x"\n');
  expect(repo.run('plan', ...NOW, '--against', 'copy')).toMatchInlineSnapshot(`
    "$ bootbook plan --now 2026-11-22 --against copy
    Payload added: boot1/srv/tftp/grubaa64.efi
    Payload added: boot1/srv/tftp/grubx64.efi
    Payload added: boot1/srv/tftp/ldlinux.c32
    Payload added: boot1/srv/tftp/libcom32.c32
    Payload added: boot1/srv/tftp/libutil.c32
    Payload added: boot1/srv/tftp/menu.c32
    Payload added: boot1/srv/tftp/pxelinux.0
    Payload added: boot1/srv/tftp/shimaa64.efi
    Payload added: boot1/srv/tftp/shimx64.efi
    Payload added: boot1/srv/tftp/snponly.efi
    ! bootbook: /repo/copy/boot1/manifest.jsonl:1 is not a line of a manifest.
    !   do  Build the bundle again, or remove the file.
    exit 1"
  `);
  repo.write('copy/boot1/manifest.jsonl', '{"path":"../../../../etc/passwd","language":"text"}\n');
  expect(repo.run('plan', ...NOW, '--against', 'copy')).toMatchInlineSnapshot(`
    "$ bootbook plan --now 2026-11-22 --against copy
    Payload added: boot1/srv/tftp/grubaa64.efi
    Payload added: boot1/srv/tftp/grubx64.efi
    Payload added: boot1/srv/tftp/ldlinux.c32
    Payload added: boot1/srv/tftp/libcom32.c32
    Payload added: boot1/srv/tftp/libutil.c32
    Payload added: boot1/srv/tftp/menu.c32
    Payload added: boot1/srv/tftp/pxelinux.0
    Payload added: boot1/srv/tftp/shimaa64.efi
    Payload added: boot1/srv/tftp/shimx64.efi
    Payload added: boot1/srv/tftp/snponly.efi
    ! bootbook: /repo/copy/boot1/manifest.jsonl:1 is not a line of a manifest.
    !   do  Build the bundle again, or remove the file.
    exit 1"
  `);
});

test('a reader that stops early', () => {
  const repo = builtThen(changed('10.1.0.11', '10.1.0.13', site));
  const line = `${process.execPath} ${repo.command} plan --now 2026-11-22 | head -n 1`;
  expect(repo.runProgram('sh', '-c', line)).not.toContain('Error');
});
