import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
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

/** The Python that has cloud-init's own modules. */
const PYTHON = '/usr/bin/python3';
const HASH = '$6$salt$aB./09';

function filesOf(changes: object, firmware?: string): ReadonlyMap<string, Artifact> {
  const { problems, files } = answersOf(
    installSite({ answers: 'autoinstall', ...usual, ...changes }, firmware),
  );
  expect(problems).toEqual([]);
  return files;
}

const userData = (changes: object, firmware?: string): Artifact =>
  filesOf(changes, firmware).get('user-data')!;

/** What of user-data the tests look at. */
interface UserData {
  readonly autoinstall: {
    readonly 'early-commands': readonly string[];
    readonly packages?: readonly string[];
    readonly storage: { readonly config: readonly Readonly<Record<string, unknown>>[] };
    readonly 'user-data': {
      readonly hostname: string;
      readonly users: readonly {
        readonly name: string;
        readonly gecos?: string;
        readonly passwd?: string;
        readonly ssh_authorized_keys?: readonly string[];
      }[];
    };
  };
}

describe('the whole file', () => {
  test.each(Object.entries(layouts))('%s', async (name, { firmware, ...changes }) => {
    const file = userData(changes, firmware);
    await expect(artifactText(file)).toMatchFileSnapshot(`golden/autoinstall/${name}.yaml`);
    expect(file.lines.filter(({ because }) => because.length === 0)).toEqual([]);
  });

  test('and those beside it, in the same folder', () => {
    const files = filesOf({});
    expect([...files.keys()]).toEqual(['user-data', 'meta-data', 'vendor-data']);
    expect(artifactText(files.get('meta-data')!)).toBe(
      'instance-id: web01\nlocal-hostname: web01\n',
    );
    expect(artifactText(files.get('vendor-data')!)).toBe('#cloud-config\n{}\n');
    expect(new Set([...files.values()].map(({ path }) => path.replace(/[^/]*$/, '')))).toEqual(
      new Set(['srv/private/answers/web01/']),
    );
  });

  test('without packages and report it has neither', () => {
    const file = userData({
      users: [{ name: 'ops', sshKeys: [KEY] }],
      rootKeys: [],
      packages: [],
      report: false,
    });
    const { autoinstall } = parse(artifactText(file)) as UserData;
    expect(autoinstall.packages).toBeUndefined();
    expect(Object.keys(autoinstall['user-data'])).toEqual(['hostname', 'fqdn', 'ntp', 'users']);
  });
});

describe('what it cannot install', () => {
  const codes = (changes: object): string[] =>
    answersOf(installSite({ answers: 'autoinstall', ...usual, ...changes })).problems.map(
      ({ code }) => code,
    );

  test('without the ISO, a group of packages, a user of a name that the system has', () => {
    expect(codes({ source: undefined })).toEqual(['install-source']);
    expect(codes({ packages: ['vim', '@core'] })).toEqual(['install-package']);
    expect(codes({ users: [{ name: 'sudo', sshKeys: [KEY] }] })).toEqual(['install-user-taken']);
  });
});

describe('the storage', () => {
  test.each(Object.entries(layouts))(
    'of %s refers to what stands before it, and only the last piece takes the rest',
    (_, { firmware, ...changes }) => {
      const { autoinstall } = parse(
        withSecrets(userData(changes, firmware), HASH, 'key'),
      ) as UserData;
      const known = new Set<unknown>();
      const filled = new Set<unknown>();
      for (const action of autoinstall.storage.config) {
        const { id, device, volume, volgroup, devices = [], size } = action;
        for (const other of [device, volume, volgroup, ...(devices as unknown[])])
          if (other !== undefined) expect([...known]).toContain(other);
        expect(known.has(id)).toBe(false);
        known.add(id);
        if (size === undefined) continue;
        const parent = device ?? volgroup;
        expect(filled.has(parent)).toBe(false);
        if (size === -1) filled.add(parent);
        else expect((size as number) % 2 ** 20).toBe(0);
      }
      const mounts = autoinstall.storage.config.flatMap(({ type, path }) =>
        type === 'mount' ? [path] : [],
      );
      expect(mounts).toContain('/');
      expect(mounts.includes('/boot/efi')).toBe(firmware !== 'bios');
    },
  );
});

const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((text) => text.replaceAll(/[\p{C}\p{Z}:,⟦⟧]/gu, '\\'));
/** What means something in YAML, in that of Python's 1.1 above all. */
const odd = fc.oneof(
  words,
  fc.constantFrom('yes', 'off', '~', 'null', '0o17', '0x1f', '1e3', '.5', '- a', '#b', '*a', '&b'),
  fc.constantFrom('!!python/name', '%TAG', '@c', '`d', '"', "'", '\\', '| x', '> y', '{a}', '[b]'),
);
const secrets = fc.oneof(
  odd,
  fc.constantFrom('a: b', '\u2028', '\ufeff', '\u{1f511} key', ' padded ', '"\\"', '\u00a0'),
);

describe.skipIf(!needs('cloud-init'))(
  "Python's YAML, which cloud-init and the installer read it with",
  () => {
    test('gives back what went in: names, keys and passphrases, and nothing more', () => {
      const site = fc.record({
        // A name has no backslash.
        fullName: odd.map((text) => text.replaceAll('\\', '"')),
        key: odd.map((text) => `${KEY} ${text}`),
        root: odd.map((text) => `${KEY} ${text}`),
        secret: secrets,
      });
      const cases = fc.sample(site, 60);
      const texts = cases.map(({ fullName, key, root, secret }) =>
        withSecrets(
          userData({
            layout: layouts.luks.layout,
            rootKeys: [root],
            users: [
              {
                name: 'ops',
                fullName,
                password: { secret: { env: 'OPS_PASSWORD' } },
                sshKeys: [key],
              },
            ],
          }),
          HASH,
          secret,
        ),
      );
      const program =
        'import json,yaml,sys; json.dump([yaml.safe_load(t) for t in json.load(sys.stdin)], sys.stdout)';
      const output = execFileSync(PYTHON, ['-c', program], {
        input: JSON.stringify(texts),
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
      });
      const shapes = new Set<string>();
      for (const [index, { autoinstall }] of (JSON.parse(output) as UserData[]).entries()) {
        const { fullName, key, root, secret } = cases[index]!;
        const { users } = autoinstall['user-data'];
        expect(users).toHaveLength(2);
        expect(users[0]).toEqual({ name: 'root', ssh_authorized_keys: [root] });
        expect(users[1]).toMatchObject({
          name: 'ops',
          gecos: fullName,
          passwd: HASH,
          ssh_authorized_keys: [key],
        });
        const crypt = autoinstall.storage.config.find(({ type }) => type === 'dm_crypt');
        expect(crypt?.['key']).toBe(secret);
        const others = { ...autoinstall, storage: undefined, 'user-data': undefined };
        shapes.add(JSON.stringify([others, Object.keys(autoinstall['user-data'])]));
      }
      expect(shapes.size).toBe(1);
    });

    test.each(Object.entries(layouts))(
      'cloud-init schema takes %s, and what the installed system gets of it',
      (name, { firmware, ...changes }) => {
        const folder = mkdtempSync(join(tmpdir(), 'bootbook-cloud-init-'));
        try {
          const whole = withSecrets(userData(changes, firmware), HASH, 'key');
          const { autoinstall } = parse(whole) as UserData;
          const files = [[`${name}.yaml`, whole]];
          // It is the same for all layouts.
          if (name === 'plain')
            files.push([
              'first-boot.yaml',
              `#cloud-config\n${stringify(autoinstall['user-data'])}`,
            ]);
          for (const [file = '', text = ''] of files) {
            writeFileSync(join(folder, file), text);
            const { status, stdout, stderr } = spawnSync(
              'cloud-init',
              ['schema', '--config-file', join(folder, file)],
              { encoding: 'utf8' },
            );
            expect(stdout + stderr).toContain('Valid cloud-config');
            expect(status).toBe(0);
          }
        } finally {
          rmSync(folder, { recursive: true });
        }
      },
    );
  },
);

describe.skipIf(!needs('cloud-init'))('cloud-init itself', () => {
  test('finds the folder in the arguments of the kernel, takes all three files, and leaves the ISO alone', () => {
    const site = installSite({ answers: 'autoinstall', ...usual });
    const told = kernelArgumentsOf(site);
    expect(told).toBe(
      'BOOTIF=01-52-54-00-00-00-01 root=/dev/ram0 ramdisk_size=1500000 ip=dhcp url=http://mirror.example.net/9/os/ cloud-config-url=/dev/null autoinstall ds=nocloud-net;s=http://10.1.0.2/answers/web01/',
    );
    const folder = mkdtempSync(join(tmpdir(), 'bootbook-nocloud-'));
    try {
      for (const [name, file] of answersOf(site).files)
        writeFileSync(join(folder, name), withSecrets(file, HASH, 'key'));
      const program = `
import json, sys
from cloudinit import util
from cloudinit.cmd.main import parse_cmdline_url
from cloudinit.sources.DataSourceNoCloud import parse_cmdline_data
found = {}
parse_cmdline_data("ds=nocloud-net", found, sys.argv[1])
metadata, user, vendor = util.read_seeded(sys.argv[2] + "/")
json.dump([found, parse_cmdline_url(sys.argv[1]), metadata, user.decode(), vendor.decode()], sys.stdout)`;
      const output = execFileSync(PYTHON, ['-c', program, told, folder], { encoding: 'utf8' });
      const [found, url, metadata, user, vendor] = JSON.parse(output) as unknown[];
      expect(found).toEqual({ seedfrom: 'http://10.1.0.2/answers/web01/' });
      expect(url).toEqual(['cloud-config-url', '/dev/null']);
      expect(metadata).toEqual({ 'instance-id': 'web01', 'local-hostname': 'web01' });
      expect(user).toMatch(/^#cloud-config\n/);
      expect(vendor).toBe('#cloud-config\n{}\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the commands that choose disks', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootbook-autoinstall-'));
    writeFileSync(join(folder, 'lsblk'), '#!/bin/sh\ncat "$DISKS"\n', { mode: 0o755 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs the early commands as the installer does, on its copy of the file, with these disks. */
  function early(layout: keyof typeof layouts, disks: string) {
    const { firmware, ...changes } = layouts[layout];
    const text = withSecrets(userData(changes, firmware), HASH, 'key');
    const file = join(folder, 'autoinstall.yaml');
    writeFileSync(file, text);
    writeFileSync(join(folder, 'disks'), disks);
    const { autoinstall } = parse(text) as UserData;
    for (const command of autoinstall['early-commands']) {
      const { status, stdout, stderr } = spawnSync(
        'sh',
        [
          '-c',
          command.replaceAll('/autoinstall.yaml', file).replaceAll('/dev/console', '/dev/null'),
        ],
        {
          encoding: 'utf8',
          env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, DISKS: join(folder, 'disks') },
        },
      );
      expect(stderr).toBe('');
      if (status !== 0) return { status, stdout, paths: undefined };
    }
    const { storage } = (parse(readFileSync(file, 'utf8')) as UserData).autoinstall;
    return {
      status: 0,
      stdout: '',
      paths: storage.config.flatMap(({ type, path }) => (type === 'disk' ? [path] : [])),
    };
  }

  test('put them into the answers', () => {
    const disks = '/dev/sda disk 0 0 480103981056 A1\n/dev/nvme0n1 disk 0 0 480103981056 B2\n';
    expect(early('raid1', disks).paths).toEqual(['/dev/sda', '/dev/nvme0n1']);
    expect(early('lvm', '/dev/vdb disk 0 0 480103981056 S3Z8NB0K123456\n').paths).toEqual([
      '/dev/vdb',
    ]);
  });

  test('or end the installation, and say what there is', () => {
    const { status, stdout } = early('raid1', '/dev/sda disk 0 0 480103981056 A1\n');
    expect(status).toBe(1);
    expect(stdout).toContain("0 disks fit 'serial B2'");
    expect(stdout).toContain('/dev/sda disk 0 0 480103981056 A1');
  });
});
