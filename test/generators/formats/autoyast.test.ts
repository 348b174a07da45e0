import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { artifactText, type Artifact } from '../../../generators/artifact.ts';
import { pxelinux } from '../../../generators/formats/pxelinux.ts';
import { planSite } from '../../../generators/plan/plan-site.ts';
import {
  answersOf,
  installSite,
  KEY,
  layouts,
  usual,
  withSecrets,
} from '../../support/answers-site.ts';
import { needs } from '../../support/needs.ts';
import { read } from '../../support/small-site.ts';

const { layout: encrypted, disk: bySize } = layouts.luks;
const HASH = '$6$salt$aB./09';
const TREE = 'https://download.opensuse.org/distribution/leap/15.6/repo/oss/';

function siteOf(changes: object, firmware?: string): string {
  return installSite({ answers: 'autoyast', ...usual, source: TREE, ...changes }, firmware);
}

function controlFile(changes: object, firmware?: string): Artifact {
  const { problems, files } = answersOf(siteOf(changes, firmware));
  expect(problems).toEqual([]);
  return files.get('autoinst.xml')!;
}

function codesOf(changes: object): string[] {
  return answersOf(siteOf(changes)).problems.map(({ code }) => code);
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootbook-autoyast-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the whole file', () => {
  test.each(Object.entries(layouts))('%s', async (name, { firmware, ...changes }) => {
    const file = controlFile(changes, firmware);
    await expect(artifactText(file)).toMatchFileSnapshot(`golden/autoyast/${name}.xml`);
    expect(file.lines.filter(({ because }) => because.length === 0)).toEqual([]);
    if (!needs('xmllint')) return;
    const path = join(folder, `${name}.xml`);
    writeFileSync(path, withSecrets(file, HASH, 'a <b> & "c" ]]> d'));
    execFileSync('xmllint', ['--noout', '--nonet', path]);
  });

  test('a product, a pattern, a language and no report are said where they are asked for', () => {
    const text = artifactText(
      controlFile({
        product: 'SLES',
        packages: ['@minimal_base', 'vim'],
        locale: 'de_DE.UTF-8',
        keyboard: 'fi',
        timezone: 'Europe/Berlin',
        report: false,
      }),
    );
    expect(text).toContain('<product>SLES</product>');
    expect(text).toContain('<pattern>base</pattern>\n      <pattern>minimal_base</pattern>');
    expect(text).toContain('<package>vim</package>');
    expect(text).toContain('<language>de_DE</language>');
    expect(text).toContain('<keymap>finnish</keymap>');
    expect(text).toContain('<timezone>Europe/Berlin</timezone>');
    expect(text).not.toContain('bootbook-report');
  });
});

test('the kernel is told where the installer and its answers are', () => {
  const { inventory } = read(siteOf({}));
  const { plans } = planSite(inventory!, Date.parse('2026-11-22T12:00:00Z'));
  const menus = [...pxelinux.emit(plans[0]!)].map(artifactText).join('');
  expect(menus).toContain(
    `install=${TREE} autoyast=http://10.1.0.2/answers/web01/autoinst.xml textmode=1`,
  );
});

describe('what it cannot install', () => {
  test('from nowhere', () => {
    expect(codesOf({ source: undefined })).toEqual(['install-source']);
  });

  test.each([
    ['a keyboard that YaST does not have', { keyboard: 'fo' }, 'install-unable'],
    ['a group of packages of another system', { packages: ['@^core'] }, 'install-package'],
    [
      'a user of a name that the system has',
      { users: [{ name: 'wheel', sshKeys: [KEY] }] },
      'install-user-taken',
    ],
  ])('%s', (_what, changes, code) => {
    expect(codesOf(changes)).toEqual([code]);
  });

  test('with a passphrase whose blanks a reader of XML would drop', () => {
    const { files } = answersOf(siteOf({ layout: encrypted, disk: bySize }, 'uefi'));
    const key = files.get('autoinst.xml')!.secrets!.find(({ form }) => form === 'plain')!;
    expect([' x', 'x ', 'x\u0001', 'x y', '<&>'].map((value) => key.quote(value))).toEqual([
      undefined,
      undefined,
      undefined,
      'x y',
      '&lt;&amp;&gt;',
    ]);
  });
});

const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((text) => text.replaceAll(/[\p{C}\p{Z}:,⟦⟧\\]/gu, '<'));
const odd = fc.oneof(
  words,
  fc.constantFrom('</user>', '<!--', ']]>', '&amp;', '&#10;', '<![CDATA[', '"\'', '<?xml?>'),
);

describe.skipIf(!needs('python3'))('what comes out of a reader of XML', () => {
  /** The texts of all elements of a name below users and partitions, in their order. */
  function readBack(texts: readonly string[]): Record<string, string[]>[] {
    const program = `import json,sys
import xml.etree.ElementTree as tree
def of(text):
    found = {}
    for each in tree.fromstring(text).iter():
        found.setdefault(each.tag.split('}')[1], []).append(each.text or '')
    return found
json.dump([of(text.encode()) for text in json.load(sys.stdin)], sys.stdout)`;
    const output = execFileSync('python3', ['-c', program], {
      input: JSON.stringify(texts),
      encoding: 'utf8',
      maxBuffer: 2 ** 27,
    });
    return JSON.parse(output) as Record<string, string[]>[];
  }

  test('is what went in, and no element more', () => {
    const cases = fc.sample(
      fc.record({ fullName: odd, comment: odd, root: odd, secret: odd }),
      120,
    );
    const texts = cases.map(({ fullName, comment, root, secret }) =>
      withSecrets(
        controlFile(
          {
            layout: encrypted,
            disk: bySize,
            rootKeys: [`${KEY} ${root}`],
            users: [
              {
                name: 'ops',
                fullName,
                sudo: true,
                password: { secret: { env: 'OPS_PASSWORD' } },
                sshKeys: [`${KEY} ${comment}`],
              },
            ],
          },
          'uefi',
        ),
        HASH,
        secret,
      ),
    );
    const counts = new Set<string>();
    for (const [index, found] of readBack(texts).entries()) {
      const { fullName, comment, root, secret } = cases[index]!;
      expect(found['fullname']).toEqual([fullName]);
      expect(found['authorized_key']).toEqual([`${KEY} ${root}`, `${KEY} ${comment}`]);
      expect(found['user_password']).toEqual(['!', HASH]);
      expect(found['crypt_key']).toEqual([secret]);
      counts.add(JSON.stringify(Object.entries(found).map(([tag, all]) => [tag, all.length])));
    }
    expect(counts.size).toBe(1);
  });
});

describe('the script that finds the disks', () => {
  /** Runs it where `lsblk` shows these disks. */
  function run(changes: object, firmware: string, disks: readonly string[]) {
    const work = mkdtempSync(join(folder, 'run-'));
    const [bin, profile] = [join(work, 'bin'), join(work, 'profile')];
    mkdirSync(bin);
    mkdirSync(profile);
    writeFileSync(join(bin, 'lsblk'), `#!/bin/sh\ncat <<'END'\n${disks.join('\n')}\nEND\n`);
    chmodSync(join(bin, 'lsblk'), 0o755);
    const text = artifactText(controlFile(changes, firmware));
    writeFileSync(join(profile, 'autoinst.xml'), text);
    const from = text.indexOf('<![CDATA[') + '<![CDATA['.length;
    const script = text
      .slice(from, text.indexOf(']]></source>', from))
      .replaceAll('/tmp/profile', profile)
      .replaceAll('/dev/console', join(work, 'console'))
      .replace('while :; do sleep 60; done', ':');
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` },
    });
    const modified = join(profile, 'modified.xml');
    return {
      status,
      said: stdout + stderr,
      text,
      modified: existsSync(modified) ? readFileSync(modified, 'utf8') : undefined,
    };
  }

  const devicesIn = (text: string): string[] =>
    [...text.slice(0, text.indexOf('<scripts>')).matchAll(/<device>([^<]*)</g)].map(
      ([, name]) => name!,
    );

  const shown = [
    '/dev/sda disk 0 0 480103981056 A1',
    '/dev/sdb disk 0 0 480103981056 B2',
    '/dev/sdc disk 0 1 500000000 USB',
  ];

  test('writes the names of two disks into the file, and nothing else', () => {
    const { layout, disk } = layouts.raid1;
    const { status, said, text, modified } = run({ layout, disk }, 'uefi', shown);
    expect([status, said]).toEqual([0, '']);
    expect(devicesIn(text).slice(0, 2)).toEqual(['/dev/bootbook-disk1', '/dev/bootbook-disk2']);
    expect(devicesIn(modified!)).toEqual(['/dev/sda', '/dev/sdb', '/dev/md/swap', '/dev/md/root']);
    expect(modified!.split('\n').length).toBe(text.split('\n').length);
  });

  test.each([
    ['no disk fits', { serial: 'C3' }, '0 disks fit'],
    ['more than one fits', { size: { least: '400G' } }, '2 disks fit'],
  ])('stops where %s, and the file stays without a disk that exists', (_what, disk, says) => {
    const { status, said, modified } = run({ disk }, 'bios', shown);
    expect(status).toBe(1);
    expect(said).toContain(says);
    expect(modified).toBe(undefined);
  });
});
