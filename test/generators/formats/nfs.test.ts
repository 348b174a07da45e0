import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { artifactText } from '../../../generators/artifact.ts';
import { exports } from '../../../generators/formats/exports.ts';
import type { Format } from '../../../generators/formats/format.ts';
import { ganesha } from '../../../generators/formats/ganesha.ts';
import { sshKeys } from '../../../generators/formats/ssh-keys.ts';
import { needs } from '../../support/needs.ts';
import { changed, plan, read, smallSite } from '../../support/small-site.ts';

const NFS = `  diskless:
    label: Diskless
    kind: nfs-root
    image: installer
    nfs: { path: /srv/nfs/debian-12 }
`;

const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)} anna@example.net`;

const diskless = changed(
  '    model: old\n',
  '    model: old\n    profile: diskless\n',
  changed('hosts:\n', `${NFS}hosts:\n`),
);

function texts(format: Format, text: string): Record<string, string> {
  const { plans, problems } = plan(text);
  expect(problems).toEqual([]);
  const artifacts = plans.flatMap((each) => [...format.emit(each)]);
  for (const { lines } of artifacts)
    expect(lines.filter(({ because }) => because.length === 0)).toEqual([]);
  return Object.fromEntries(artifacts.map((each) => [each.path, artifactText(each)]));
}

test('an NFS root is exported to the networks of the server, read-only', () => {
  expect(texts(exports, diskless)).toEqual({
    'etc/exports.d/bootbook.exports':
      '/srv/nfs/debian-12 10.1.0.0/24(ro,no_root_squash,no_subtree_check)\n',
  });
  expect(texts(ganesha, diskless)).toMatchInlineSnapshot(`
    {
      "etc/ganesha/bootbook.conf": "NFS_CORE_PARAM {
        Protocols = 3, 4;
        NFS_Port = 2049;
        MNT_Port = 20048;
        Enable_NLM = false;
        Enable_RQUOTA = false;
    }

    EXPORT {
        Export_Id = 1;
        Path = "/srv/nfs/debian-12";
        Pseudo = "/srv/nfs/debian-12";
        Protocols = 3, 4;
        SecType = sys;
        Squash = No_Root_Squash;
        Access_Type = NONE;
        FSAL { Name = VFS; }
        CLIENT {
            Clients = 10.1.0.0/24;
            Access_Type = RO;
        }
    }
    ",
    }
  `);
});

test('one that may be written to is exported so', () => {
  const text = changed('debian-12 }', 'debian-12, options: [rw] }', diskless);
  expect(texts(exports, text)['etc/exports.d/bootbook.exports']).toContain('(rw,');
  expect(texts(ganesha, text)['etc/ganesha/bootbook.conf']).toContain('Access_Type = RW;');
});

/*
 * The kernel has one NFS server for the whole machine, so none is started: its own tool reads the file in a room of its own, as
 * it does on a boot server, and writes down what it would tell the kernel (exportfs(8), /var/lib/nfs/etab).
 */
describe.skipIf(!needs('exportfs', 'unshare', 'mount', 'bash'))('exportfs', () => {
  /** What is exported to whom, with which options; or the complaint. */
  function exported(file: string): string {
    const room = `
set -e
for each in /etc /srv /var/lib/nfs; do mount -t tmpfs tmpfs $each; done
mkdir -p /etc/exports.d /srv/nfs/debian-12
: >/etc/exports
cat >/etc/exports.d/bootbook.exports
PATH=$PATH:/usr/sbin exportfs -ra
cat /var/lib/nfs/etab`;
    const { stdout, stderr } = spawnSync(
      'unshare',
      ['--user', '--map-root-user', '--mount', 'bash', '-c', room],
      { input: file, encoding: 'utf8' },
    );
    return stdout + stderr;
  }

  const file = (text: string): string => texts(exports, text)['etc/exports.d/bootbook.exports']!;

  test('takes the file without a word, for the networks of the server and nobody else', () => {
    const [line, ...more] = exported(file(diskless)).trim().split('\n');
    expect(more).toEqual([]);
    const [, path, client, options] = /^(\S+)\t([^\s(]+)\((.*)\)$/.exec(line!) ?? [];
    expect([path, client]).toEqual(['/srv/nfs/debian-12', '10.1.0.0/24']);
    expect(options!.split(',')).toEqual(
      expect.arrayContaining(['ro', 'no_root_squash', 'no_subtree_check']),
    );
    expect(options!.split(',')).not.toContain('rw');
  });

  test('lets machines write where the profile says so', () => {
    const text = exported(file(changed('debian-12 }', 'debian-12, options: [rw] }', diskless)));
    expect(text).toMatch(/^\/srv\/nfs\/debian-12\t10\.1\.0\.0\/24\(rw,[^\n]*$/m);
    expect(text.trim().split('\n')).toHaveLength(1);
  });

  test('complains about what is wrong', () => {
    expect(exported('/srv/nfs/debian-12 10.1.0.0/24(ro,no_root_squosh)\n')).toContain(
      'unknown keyword "no_root_squosh"',
    );
  });
});

test("somebody else's NFS server, or none, is none of ours", () => {
  const foreign = changed('debian-12 }', 'debian-12, server: 10.1.0.9 }', diskless);
  for (const format of [exports, ganesha]) {
    expect(texts(format, foreign)).toEqual({});
    expect(texts(format, smallSite)).toEqual({});
  }
});

test('keys are served as they stand in the inventory, and not at all without any', () => {
  const text = changed('    domain:', `    sshKeys: ['${KEY}']\n    domain:`);
  expect(texts(sshKeys, text)).toEqual({ 'srv/tftp/ssh/authorized_keys': `${KEY}\n` });
  expect(texts(sshKeys, smallSite)).toEqual({});
});

test.each([
  ['options before it', `command="sh" ${KEY}`],
  ['two lines', `${KEY}\\n${KEY}`],
  ['a key cut short', KEY.slice(0, 40)],
  ['a key that is of another kind than it says', KEY.replace('ssh-ed25519', 'ssh-rsa')],
])('a key is refused: %s', (_what, key) => {
  const text = changed(
    '    domain:',
    `    sshKeys: [${JSON.stringify(key).replaceAll('\\\\', '\\')}]\n    domain:`,
  );
  expect(read(text).problems.map(({ message }) => message)).toContain(
    'sites.lab.sshKeys.0 is not valid.',
  );
});

test('a private key is refused as the secret that it is', () => {
  const text = changed(
    '    domain:',
    '    sshKeys: ["-----BEGIN OPENSSH PRIVATE KEY-----"]\n    domain:',
  );
  expect(read(text).problems.map(({ message }) => message)).toEqual([
    'This looks like a private key, and everybody who reads the inventory would have it.',
    'sites.lab.sshKeys.0 is not valid.',
  ]);
});
