import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { artifactText, type Artifact } from '../../../generators/artifact.ts';
import {
  answersOf,
  installSite,
  kernelArgumentsOf,
  KEY,
  layouts,
  usual,
  withSecrets,
} from '../../support/answers-site.ts';
import { needs } from '../../support/needs.ts';

const HASH = '$6$salt$aB./09';

function kickstartOf(changes: object, firmware?: string): Artifact {
  const { problems, files } = answersOf(
    installSite({ answers: 'kickstart', ...usual, ...changes }, firmware),
  );
  expect(problems).toEqual([]);
  return files.get('ks.cfg')!;
}

/** The lines between a line that begins so and %end. */
function section(text: string, head: string): string {
  const from = text.indexOf(`\n${head}`);
  const begin = text.indexOf('\n', from + 1) + 1;
  return text.slice(begin, text.indexOf('\n%end\n', begin) + 1);
}

describe('the whole file', () => {
  test.each(Object.entries(layouts))('%s', async (name, { firmware, ...changes }) => {
    const file = kickstartOf(changes, firmware);
    await expect(artifactText(file)).toMatchFileSnapshot(`golden/kickstart/${name}.ks`);
    expect(file.lines.filter(({ because }) => because.length === 0)).toEqual([]);
  });

  test('without secrets, packages and report it is served to everybody, and says no more than it has to', () => {
    const file = kickstartOf({
      users: [{ name: 'ops', sshKeys: [KEY] }],
      rootKeys: [],
      packages: [],
      report: false,
    });
    expect(file.path).toBe('srv/tftp/answers/web01/ks.cfg');
    const text = artifactText(file);
    expect(text).toContain('\n%packages\nopenssh-server\n%end\n');
    expect(text).not.toContain('%post');
    expect(text).not.toContain('--username="root"');
  });
});

test('the kernel is told where the tree and the answers are', () => {
  expect(kernelArgumentsOf(installSite({ answers: 'kickstart', ...usual }))).toBe(
    'BOOTIF=01-52-54-00-00-00-01 inst.stage2=http://mirror.example.net/9/os/ inst.ks=http://10.1.0.2/answers/web01/ks.cfg',
  );
});

describe('what it cannot install', () => {
  test('a tree that nobody named', () => {
    const { problems } = answersOf(
      installSite({ answers: 'kickstart', ...usual, source: undefined }),
    );
    expect(problems.map(({ code }) => code)).toEqual(['install-source']);
  });

  test('a user of a name that the system has', () => {
    const users = [{ name: 'games', sshKeys: [KEY] }];
    const { problems } = answersOf(installSite({ answers: 'kickstart', ...usual, users }));
    expect(problems.map(({ code }) => code)).toEqual(['install-user-taken']);
  });
});

const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((text) => text.replaceAll(/[\p{C}\p{Z}:,⟦⟧]/gu, '\\'));
const comment = fc.oneof(
  words,
  fc.constantFrom('"; reboot', "' %end", '# no more', '$(reboot)', '\\', '\\"', '%include /x'),
);

describe.skipIf(!needs('python3'))("what comes out of the reader's own splitter", () => {
  /** Words of each line, as pykickstart takes them: by shlex of Python, with comments. */
  function split(texts: readonly string[]): string[][][] {
    const program =
      'import json,shlex,sys; json.dump([[shlex.split(l, comments=True) for l in t.split(chr(10))] for t in json.load(sys.stdin)], sys.stdout)';
    const output = execFileSync('python3', ['-c', program], {
      input: JSON.stringify(texts),
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    return JSON.parse(output) as string[][][];
  }

  test('is what went in: names, keys, addresses and passphrases, and no line more', () => {
    const site = fc.record({
      // A name has no backslash.
      fullName: comment.map((text) => text.replaceAll('\\', '"')),
      key: comment.map((text) => `${KEY} ${text}`),
      root: comment.map((text) => `${KEY} ${text}`),
      source: fc.constantFrom(
        'http://a.example/~x/?a=1&b=%20',
        'http://a.example/#/,=+@',
        'http://a.example:8080/',
      ),
      secret: comment,
    });
    const cases = fc.sample(site, 80);
    const texts = cases.map(({ fullName, key, root, source, secret }) => {
      const file = kickstartOf({
        layout: layouts.luks.layout,
        source,
        rootKeys: [root],
        users: [
          {
            name: 'ops',
            fullName,
            password: { secret: { env: 'OPS_PASSWORD' } },
            sshKeys: [key],
          },
        ],
      });
      const text = withSecrets(file, HASH, secret);
      return text.slice(0, text.indexOf('\n%packages'));
    });
    const lines = new Set<number>();
    for (const [index, all] of split(texts).entries()) {
      const { fullName, key, root, source, secret } = cases[index]!;
      lines.add(all.length);
      expect(all).toContainEqual(['url', `--url=${source}`]);
      expect(all).toContainEqual(['sshkey', '--username=root', root]);
      expect(all).toContainEqual(['sshkey', '--username=ops', key]);
      expect(all).toContainEqual([
        'user',
        '--name=ops',
        `--gecos=${fullName}`,
        '--iscrypted',
        `--password=${HASH}`,
      ]);
      expect(all.find(([word, mount]) => word === 'part' && mount === 'pv.1')?.at(-1)).toBe(
        `--passphrase=${secret}`,
      );
    }
    expect(lines.size).toBe(1);
  });
});

describe('the script that chooses disks', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootbook-kickstart-'));
    writeFileSync(join(folder, 'lsblk'), '#!/bin/sh\ncat "$DISKS"\n', { mode: 0o755 });
    // Where it would wait for a person, it goes on at once.
    writeFileSync(join(folder, 'sleep'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const GIB = 2 ** 30;
  const table = (...rows: readonly (readonly [string, number, string, string?])[]): string =>
    rows
      .map(([name, gib, serial, flags = 'disk 0 0']) => {
        const [type, ro, rm] = flags.split(' ');
        return `${name} ${type} ${ro}  ${rm} ${gib * GIB} ${serial}\n`;
      })
      .join('');

  /** Runs %pre on a machine with these disks. */
  function pre(layout: keyof typeof layouts, disks: string, changes: object = {}) {
    const { firmware, ...given } = layouts[layout];
    const list = join(folder, 'disks');
    const written = join(folder, 'written.ks');
    writeFileSync(list, disks);
    rmSync(written, { force: true });
    const script = section(artifactText(kickstartOf({ ...given, ...changes }, firmware)), '%pre')
      .replaceAll('/tmp/bootbook-disks.ks', written)
      .replaceAll('/dev/console', '/dev/null');
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script], {
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, DISKS: list },
    });
    expect(stderr).toBe('');
    return { status, stdout, file: status === 0 ? readFileSync(written, 'utf8') : undefined };
  }

  test('takes the one with the serial number, and no other is seen by the installer', () => {
    const disks = table(
      ['/dev/sda', 480, 'S3Z8NB0K12345'],
      ['/dev/sdb', 480, 'S3Z8NB0K123456'],
      ['/dev/sr0', 4, 'S3Z8NB0K123456', 'rom 0 1'],
    );
    expect(pre('lvm', disks)).toEqual({
      status: 0,
      stdout: '',
      file: `ignoredisk --only-use=/dev/sdb
clearpart --all --initlabel --disklabel=gpt --drives=/dev/sdb
bootloader --boot-drive=/dev/sdb
`,
    });
  });

  test('stops where none or two have it, and says what there is', () => {
    const one = pre('lvm', table(['/dev/sda', 480, 'OTHER']));
    expect(one.status).toBe(1);
    expect(one.stdout).toContain(
      "Bootbook: 0 disks fit 'serial S3Z8NB0K123456', and it has to be one.\nBootbook: Nothing was written.",
    );
    expect(one.stdout).toContain('/dev/sda disk 0  0 515396075520 OTHER');
    // Two paths to one disk are two disks to the kernel.
    const two = pre(
      'lvm',
      table(['/dev/sda', 480, 'S3Z8NB0K123456'], ['/dev/sdb', 480, 'S3Z8NB0K123456']),
    );
    expect(two.status).toBe(1);
    expect(two.stdout).toContain('2 disks fit');
    expect(pre('lvm', '').stdout).toContain('0 disks fit');
  });

  test('by size, in bytes: neither sticks, nor what cannot be written, nor memory', () => {
    const others = table(
      ['/dev/sda', 2000, 'BIG'],
      ['/dev/sdb', 200, 'STICK', 'disk 0 1'],
      ['/dev/sdc', 200, 'LOCKED', 'disk 1 0'],
      ['/dev/zram0', 200, ''],
      ['/dev/loop0', 200, '', 'loop 0 0'],
    );
    expect(pre('luks', others).status).toBe(1);
    expect(pre('luks', others + table(['/dev/nvme0n1', 200, 'X'])).file).toContain(
      '--only-use=/dev/nvme0n1\n',
    );
    const least = { disk: { size: { least: '100G' } } };
    expect(pre('luks', table(['/dev/vda', 93, 'X']), least).status).toBe(1);
    expect(pre('luks', table(['/dev/vda', 94, 'X']), least).status).toBe(0);
    const most = { disk: { size: { most: '100G' } } };
    expect(pre('luks', table(['/dev/vda', 93, 'X']), most).status).toBe(0);
    expect(pre('luks', table(['/dev/vda', 94, 'X']), most).status).toBe(1);
  });

  test('a path is followed to the disk itself, and a partition is none', () => {
    const disks = table(['/dev/sda', 480, 'A'], ['/dev/sda1', 1, '', 'part 0 0']);
    expect(pre('plain', disks, { disk: { path: '/dev/sda' } }).status).toBe(0);
    expect(pre('plain', disks, { disk: { path: '/dev/sdb' } }).status).toBe(1);
    // No such link on this machine.
    expect(pre('plain', disks).status).toBe(1);
  });

  test('a mirror gets two different disks', () => {
    const disks = table(['/dev/sda', 480, 'A1'], ['/dev/sdb', 480, 'B2']);
    expect(pre('raid1', disks).file).toMatchInlineSnapshot(`
      "ignoredisk --only-use=/dev/sda,/dev/sdb
      clearpart --all --initlabel --disklabel=gpt --drives=/dev/sda,/dev/sdb
      bootloader --boot-drive=/dev/sda
      part raid.efi1 --size=600 --ondisk=/dev/sda
      part raid.efi2 --size=600 --ondisk=/dev/sdb
      part raid.swap1 --size=7630 --ondisk=/dev/sda
      part raid.swap2 --size=7630 --ondisk=/dev/sdb
      part raid.root1 --size=1024 --grow --ondisk=/dev/sda
      part raid.root2 --size=1024 --grow --ondisk=/dev/sdb
      raid /boot/efi --device=efi --level=RAID1 --fstype=efi raid.efi1 raid.efi2
      raid swap --device=swap --level=RAID1 --fstype=swap raid.swap1 raid.swap2
      raid / --device=root --level=RAID1 --fstype=ext4 raid.root1 raid.root2
      "
    `);
    expect(pre('raid1-bios', disks).file).toMatchInlineSnapshot(`
      "ignoredisk --only-use=/dev/sda,/dev/sdb
      clearpart --all --initlabel --disklabel=gpt --drives=/dev/sda,/dev/sdb
      bootloader --boot-drive=/dev/sda
      part biosboot --fstype=biosboot --size=1 --ondisk=/dev/sda
      part biosboot --fstype=biosboot --size=1 --ondisk=/dev/sdb
      part raid.root1 --size=1024 --grow --ondisk=/dev/sda
      part raid.root2 --size=1024 --grow --ondisk=/dev/sdb
      raid / --device=root --level=RAID1 --fstype=ext4 raid.root1 raid.root2
      "
    `);
    const same = pre('raid1', disks, { disk: [{ serial: 'A1' }, { path: '/dev/sda' }] });
    expect(same.status).toBe(1);
    expect(same.stdout).toContain('Both descriptions fit /dev/sda');
  });
});

test('what runs in the installed system is a script that a shell reads', () => {
  const script = section(artifactText(kickstartOf({})), '%post');
  const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(script).toContain('deploy ALL=(ALL) NOPASSWD: ALL\n');
  expect(script).not.toContain('ops ALL=');
});
