import { existsSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { changed } from '../support/small-site.ts';
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
    ! No differences."
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
    ! web01 would get the address 10.1.0.13 instead of 10.1.0.11.
    ! 1 file: 1 changed, 0 added, 0 removed.
    exit 2"
  `);
  expect(repo.run('plan', ...NOW, '--json')).toMatchInlineSnapshot(`
    "$ bootbook plan --now 2026-11-22 --json
    {"against":"bundle","differences":[
    {"change":"changed","path":"boot1/etc/dnsmasq.d/bootbook.conf","kind":"config","hosts":[],"patch":"--- a/boot1/etc/dnsmasq.d/bootbook.conf\\n+++ b/boot1/etc/dnsmasq.d/bootbook.conf\\n@@ -38,5 +38,5 @@\\n dhcp-option-force=tag:network-prod,tag:!known,tag:uefi-x64-http,tag:http,60,HTTPClient\\n \\n # Hosts of prod\\n-dhcp-host=52:54:00:00:00:01,set:bios-amd64-tftp-pxelinux,10.1.0.11,web01\\n+dhcp-host=52:54:00:00:00:01,set:bios-amd64-tftp-pxelinux,10.1.0.13,web01\\n dhcp-host=52:54:00:00:00:02,set:uefi-secure-boot-amd64-tftp-grub,10.1.0.12,web02\\n"}
    ],"hosts":[{"host":"web01","change":"changed","text":"web01 would get the address 10.1.0.13 instead of 10.1.0.11."}],"refused":[],"counts":{"added":0,"removed":0,"changed":1}}
    exit 2"
  `);
});

test('more hosts than may be are refused, unless somebody means it', () => {
  const repo = builtThen(
    changed('network: prod, address: 10.1.0.2 }', 'network: prod, address: 10.1.0.3 }', site),
  );
  expect(repo.run('plan', ...NOW, '--summary')).toContain(
    'Refused: 2 of 2 hosts would be taken away or re-pointed, and 25% may be. If you mean it: --most 100%.\nexit 3',
  );
  const meant = repo.run('plan', ...NOW, '--summary', '--most', '100%');
  expect(meant).not.toContain('Refused');
  expect(meant).toContain('exit 2');
});

test('another MAC: a file goes, a file comes', () => {
  const repo = builtThen(changed('52:54:00:00:00:01', '52:54:00:00:00:0a', site));
  const lines = repo.run('plan', ...NOW).split('\n');
  const files = lines.filter((line) => /^(?:---|\+\+\+|!|exit)/.test(line));
  expect(files.join('\n')).toMatchInlineSnapshot(`
    "--- a/boot1/etc/dnsmasq.d/bootbook.conf
    +++ b/boot1/etc/dnsmasq.d/bootbook.conf
    --- /dev/null
    +++ b/boot1/srv/tftp/pxelinux.cfg/01-52-54-00-00-00-0a
    --- a/boot1/srv/tftp/pxelinux.cfg/01-52-54-00-00-00-01
    +++ /dev/null
    ! web01 would be known by 52:54:00:00:00:0a instead of 52:54:00:00:00:01.
    ! 3 files: 1 changed, 1 added, 1 removed.
    exit 2"
  `);
});

test('payload counts by its sum', () => {
  const repo = builtThen(site);
  repo.write('images/linux', 'another kernel');
  rmSync(repo.path('bundle/boot1/srv/tftp/images/installer/initrd.gz'));
  expect(repo.run('plan', ...NOW)).toMatchInlineSnapshot(`
    "$ bootbook plan --now 2026-11-22
    Payload added: boot1/srv/tftp/images/installer/initrd.gz
    Payload changed: boot1/srv/tftp/images/installer/linux
    ! 2 files: 1 changed, 1 added, 0 removed.
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
    ! No differences."
  `);
});

test('the tree of one boot server by itself', () => {
  const repo = builtThen(site);
  repo.runProgram('cp', '-rL', 'bundle/boot1', 'root');
  expect(repo.run('plan', ...NOW, '--against', 'root', '--server', 'boot1')).toMatchInlineSnapshot(`
    "$ bootbook plan --now 2026-11-22 --against root --server boot1
    ! No differences."
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
    ! bootbook: /repo/copy/boot1/manifest.jsonl:1 is not a line of a manifest.
    !   do  Build the bundle again, or remove the file.
    exit 1"
  `);
  repo.write('copy/boot1/manifest.jsonl', '{"path":"../../../../etc/passwd","language":"text"}\n');
  expect(repo.run('plan', ...NOW, '--against', 'copy')).toMatchInlineSnapshot(`
    "$ bootbook plan --now 2026-11-22 --against copy
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
