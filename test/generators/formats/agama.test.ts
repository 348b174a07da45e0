import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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
import { read } from '../../support/small-site.ts';

const HASH = '$6$salt$aB./09';
const SQUASHFS = 'http://mirror.example.net/agama/squashfs.img';
const A = { path: '/dev/disk/by-id/ata-A' };
const B = { path: '/dev/disk/by-id/ata-B' };

function siteOf(changes: object, firmware?: string): string {
  return installSite(
    { answers: 'agama', ...usual, source: SQUASHFS, product: 'openSUSE_Leap', disk: A, ...changes },
    firmware,
  );
}

function profileOf(changes: object, firmware?: string): Artifact {
  const { problems, files } = answersOf(siteOf(changes, firmware));
  expect(problems).toEqual([]);
  return files.get('profile.json')!;
}

const codesOf = (changes: object): string[] =>
  answersOf(siteOf(changes)).problems.map(({ code }) => code);

describe('the whole file', () => {
  test.each(Object.entries(layouts))('%s', async (name, { firmware, layout }) => {
    const disk = layout.kind === 'raid1' ? [A, B] : A;
    const file = profileOf({ layout, disk, packages: ['@minimal_base', 'vim'] }, firmware);
    await expect(artifactText(file)).toMatchFileSnapshot(`golden/agama/${name}.json`);
    expect(file.lines.filter(({ because }) => because.length === 0)).toEqual([]);
    JSON.parse(withSecrets(file, HASH, 'a "b" \\ c'));
  });
});

test('the kernel is told where the installer and its answers are', () => {
  const { inventory } = read(siteOf({}));
  const { plans } = planSite(inventory!, Date.parse('2026-11-22T12:00:00Z'));
  expect([...pxelinux.emit(plans[0]!)].map(artifactText).join('')).toContain(
    `root=live:${SQUASHFS} ip=dhcp rd.neednet=1 inst.auto=http://10.1.0.2/answers/web01/profile.json`,
  );
});

describe('what it cannot install', () => {
  test.each([
    ['from nowhere', { source: undefined }, 'install-source'],
    ['an unknown product', { product: undefined }, 'install-product'],
    ['a disk by its serial number', { disk: { serial: 'A1' } }, 'install-unable'],
    ['any disk of a size', { disk: { size: { least: '1T' } } }, 'install-unable'],
    ['a group of packages of another system', { packages: ['@^core'] }, 'install-package'],
    [
      'a user of a name that the system has',
      { users: [{ name: 'wheel', sshKeys: [KEY] }] },
      'install-user-taken',
    ],
  ])('%s', (_what, changes, code) => {
    expect(codesOf(changes)).toEqual([code]);
  });
});

const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((text) => text.replaceAll(/[\p{C}\p{Z}:,⟦⟧\\]/gu, '"'));
const odd = fc.oneof(
  words,
  fc.constantFrom('"}', "'; reboot; '", 'END', '$(reboot)', '`reboot`', "it's", '#'),
);

interface Profile {
  readonly user: object;
  readonly root: object;
  readonly storage: object;
  readonly scripts: { readonly post: readonly { readonly content: string }[] };
}

test('a reader of JSON gets what went in, and a shell makes of the script what was meant', () => {
  fc.assert(
    fc.property(odd, odd, odd, odd, (fullName, second, comment, secret) => {
      const file = profileOf({
        layout: layouts.luks.layout,
        rootKeys: [`${KEY} ${comment}`],
        users: [
          { name: 'ops', fullName, password: { secret: { env: 'OPS' } }, sshKeys: [KEY] },
          { name: 'deploy', fullName: second, sshKeys: [`${KEY} ${comment}`] },
        ],
      });
      const profile = JSON.parse(withSecrets(file, HASH, secret)) as Profile;
      expect(profile.user).toEqual({
        fullName,
        userName: 'ops',
        password: HASH,
        hashedPassword: true,
        sshPublicKey: [KEY],
      });
      expect(profile.root).toEqual({
        password: '!',
        hashedPassword: true,
        sshPublicKey: [`${KEY} ${comment}`],
      });
      expect(JSON.stringify(profile.storage)).toContain(
        JSON.stringify({ luks2: { password: secret } }),
      );
      const [{ content }] = profile.scripts.post as [{ content: string }];
      const asked = content.split('\n').find((line) => line.startsWith('useradd'))!;
      const said = execFileSync('sh', ['-c', `useradd() { printf '%s\\n' "$@"; }\n${asked}`], {
        encoding: 'utf8',
      });
      expect(said).toBe(`--create-home\n--comment\n${second}\ndeploy\n`);
    }),
    { numRuns: 40 },
  );
});
