import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

const HASH = '$6$salt$aB./09';

const image = { disk: usual.disk, users: usual.users, rootKeys: usual.rootKeys };
const systems = {
  'fedora-coreos': { ...image, layout: { kind: 'plain', fileSystem: 'xfs' } },
  flatcar: { ...image, layout: { kind: 'plain' } },
} as const;
type System = keyof typeof systems;

const ON_TWO = {
  layout: { kind: 'raid1', fileSystem: 'xfs' },
  disk: [{ path: '/dev/disk/by-id/ata-A' }, { path: '/dev/disk/by-id/ata-B' }],
};

function siteOf(system: System, changes: object = {}): string {
  return installSite({ answers: system, ...systems[system], ...changes });
}

function filesOf(system: System, changes: object = {}): ReadonlyMap<string, Artifact> {
  const { problems, files } = answersOf(siteOf(system, changes));
  expect(problems).toEqual([]);
  return files;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootbook-ignition-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Has Ignition's own checker read a config. Warnings count as well: it prints nothing about a config without any. */
function validate(text: string): void {
  const path = join(folder, 'config.ign');
  writeFileSync(path, text);
  const { status, stdout, stderr } = spawnSync('ignition-validate', [path], { encoding: 'utf8' });
  expect({ status, says: stdout + stderr }).toEqual({ status: 0, says: '' });
}

const cases: readonly (readonly [string, System, object])[] = [
  ['fedora-coreos', 'fedora-coreos', {}],
  [
    'fedora-coreos-all',
    'fedora-coreos',
    {
      source: 'http://mirror.example.net/fedora-coreos.raw.xz',
      disk: { serial: 'S3Z8NB0K123456' },
      layout: { kind: 'plain' },
      packages: ['vim', 'htop'],
      keyboard: 'de',
      timezone: 'Europe/Berlin',
    },
  ],
  ['fedora-coreos-raid1', 'fedora-coreos', ON_TWO],
  ['flatcar', 'flatcar', { source: 'http://mirror.example.net/flatcar' }],
];

describe('the whole files', () => {
  test.each(cases)('%s', async (name, system, changes) => {
    const files = filesOf(system, changes);
    expect([...files.keys()].toSorted()).toEqual(['config.ign', 'install.sh', 'live.ign']);
    const all = [...files.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
    const shown = all.map((file) => `### ${file.path}\n${artifactText(file)}`).join('\n');
    await expect(shown).toMatchFileSnapshot(`golden/ignition/${name}.txt`);
    for (const { lines } of all)
      expect(lines.filter(({ because }) => because.length === 0)).toEqual([]);
  });

  test('without passwords everything is served to everybody', () => {
    const users = [{ name: 'ops', sshKeys: [KEY] }];
    const paths = [...filesOf('flatcar', { users }).values()].map(({ path }) => path);
    expect(paths.every((path) => path.startsWith('srv/tftp/answers/web01/'))).toBe(true);
  });
});

describe.skipIf(!needs('ignition-validate'))("Ignition's own checker", () => {
  test.each(cases)('takes %s', (_name, system, changes) => {
    const files = filesOf(system, changes);
    validate(artifactText(files.get('live.ign')!));
    validate(withSecrets(files.get('config.ign')!, HASH, ''));
  });

  test('takes the same key twice, which it would refuse if it came twice', () => {
    const key = `${KEY} anna@example.net`;
    const users = [{ name: 'ops', sshKeys: [key, key] }];
    const text = artifactText(filesOf('flatcar', { users }).get('config.ign')!);
    validate(text);
    expect(text.split(key).length - 1).toBe(1);
  });

  test('refuses what is no config', () => {
    const text = artifactText(filesOf('flatcar').get('live.ign')!);
    expect(() => validate(text.replace('"3.3.0"', '"3.99.0"'))).toThrow();
    expect(() => validate(text.replace('"/etc/', '"etc/'))).toThrow();
  });
});

test.each([
  [
    'fedora-coreos',
    'ignition.firstboot ignition.platform.id=metal ignition.config.url=http://10.1.0.2/answers/web01/live.ign',
  ],
  ['flatcar', 'flatcar.first_boot=1 ignition.config.url=http://10.1.0.2/answers/web01/live.ign'],
] as const)(
  '%s: the kernel is told that this is a first boot, and where its config is',
  (system, says) => {
    const { inventory } = read(siteOf(system));
    const { plans } = planSite(inventory!, Date.parse('2026-11-22T12:00:00Z'));
    expect([...pxelinux.emit(plans[0]!)].map(artifactText).join('')).toContain(says);
  },
);

describe('what it cannot install', () => {
  const both = ['fedora-coreos', 'flatcar'] as const;
  const refused: readonly (readonly [string, readonly System[], object, string[]])[] = [
    ['a volume group', both, { layout: { kind: 'lvm', fileSystem: 'xfs' } }, ['install-unable']],
    [
      'an encrypted root',
      both,
      { layout: { ...layouts.luks.layout, swap: undefined } },
      ['install-unable'],
    ],
    ['swap space', both, { layout: { kind: 'plain', swap: '8G' } }, ['install-unable']],
    ['another language', both, { locale: 'de_DE.UTF-8' }, ['install-unable']],
    [
      'a mirror of Flatcar',
      ['flatcar'],
      { ...ON_TWO, layout: { kind: 'raid1' } },
      ['install-unable'],
    ],
    [
      'a mirror on disks that are not named by path',
      ['fedora-coreos'],
      { ...ON_TWO, disk: [{ serial: 'A1' }, { size: { least: '1T' } }] },
      ['install-unable', 'install-unable'],
    ],
    [
      'another root of Flatcar',
      ['flatcar'],
      { layout: { kind: 'plain', fileSystem: 'xfs' } },
      ['install-unable'],
    ],
    ['another keyboard of Flatcar', ['flatcar'], { keyboard: 'de' }, ['install-unable']],
    ['packages of Flatcar', ['flatcar'], { packages: ['vim'] }, ['install-unable']],
    ['a group of packages', ['fedora-coreos'], { packages: ['@core'] }, ['install-package']],
    [
      'a user of a name that is taken',
      both,
      { users: [{ name: 'docker', sshKeys: [KEY] }] },
      ['install-user-taken'],
    ],
  ];
  test.each(
    refused.flatMap(([what, on, changes, codes]) =>
      on.map((system) => [what, system, changes, codes] as const),
    ),
  )('%s (%s)', (_what, system, changes, codes) => {
    const { problems } = answersOf(siteOf(system, changes));
    // One place is told of once.
    expect([...new Set(problems.map(({ code }) => code))]).toEqual([...new Set(codes)]);
    expect(problems.length).toBeGreaterThan(0);
  });
});

const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((text) => text.replaceAll(/[\p{C}\p{Z}:,⟦⟧]/gu, '"'));
const odd = fc.oneof(
  words,
  fc.constantFrom('"}', '\\', '\\"', '\\u0000', '%', '%0A', "'", '$(reboot)'),
);

/** The schema lets no backslash into a name. */
const name = odd.map((text) => text.replaceAll('\\', '/'));

test('a reader of JSON gets what went in, and nothing more', () => {
  const shapes = new Set<string>();
  fc.assert(
    fc.property(name, odd, odd, (fullName, comment, root) => {
      const file = filesOf('fedora-coreos', {
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
      }).get('config.ign')!;
      const read = JSON.parse(withSecrets(file, HASH, '')) as { passwd: object; storage: object };
      expect(read.passwd).toEqual({
        users: [
          {
            name: 'ops',
            gecos: fullName,
            passwordHash: HASH,
            sshAuthorizedKeys: [`${KEY} ${comment}`],
          },
          { name: 'root', sshAuthorizedKeys: [`${KEY} ${root}`] },
        ],
      });
      shapes.add(JSON.stringify({ ...read, passwd: undefined }));
    }),
    { numRuns: 60 },
  );
  expect(shapes.size).toBe(1);
});

describe('the script that installs', () => {
  /** Runs it where `lsblk` shows these disks; what it would run is told instead. */
  function run(system: System, changes: object, disks: readonly string[]) {
    const bin = mkdtempSync(join(folder, 'bin-'));
    const program = (name: string, text: string): void => {
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(bin, name), 0o755);
    };
    program('lsblk', `cat <<'END'\n${disks.join('\n')}\nEND`);
    program('udevadm', ':');
    for (const name of ['coreos-installer', 'flatcar-install', 'curl', 'systemctl'])
      program(name, `echo "${name} $*"`);
    const script = artifactText(filesOf(system, changes).get('install.sh')!).replaceAll(
      '/dev/console',
      join(bin, 'console'),
    );
    const { status, stdout } = spawnSync('bash', ['-c', script], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` },
    });
    return { status, said: stdout.split('\n').slice(0, -1) };
  }

  const shown = ['/dev/sda disk 0 0 480103981056 A1', '/dev/nvme0n1 disk 0 0 1000204886016 B2'];
  const disk = { serial: 'B2' };
  const url = 'http://10.1.0.2/answers/web01/config.ign';

  test('writes Fedora CoreOS onto the disk that is meant, and starts it', () => {
    expect(run('fedora-coreos', { disk }, shown)).toEqual({
      status: 0,
      said: [
        `coreos-installer install /dev/nvme0n1 --ignition-url ${url} --insecure-ignition`,
        'systemctl reboot',
      ],
    });
  });

  test('writes Flatcar onto the disk that is meant, and starts it', () => {
    const source = 'http://mirror.example.net/flatcar';
    expect(run('flatcar', { disk, source }, shown)).toEqual({
      status: 0,
      said: [
        `curl --fail --silent --show-error --retry 5 --output /run/config.ign ${url}`,
        `flatcar-install -d /dev/nvme0n1 -i /run/config.ign -b ${source}`,
        'systemctl reboot',
      ],
    });
  });

  test.each(['fedora-coreos', 'flatcar'] as const)(
    '%s: writes nothing where two disks fit',
    (system) => {
      const { status, said } = run(system, { disk: { size: { least: '100G' } } }, shown);
      expect(status).toBe(1);
      expect(said[0]).toMatch(/^Bootbook: 2 disks fit /);
      expect(said.join('\n')).not.toMatch(/install|reboot/);
    },
  );
});

test('a file is a URL that decodes to it', () => {
  const text = artifactText(
    filesOf('fedora-coreos', { timezone: 'Europe/Berlin' }).get('config.ign')!,
  );
  const { storage } = JSON.parse(text) as {
    storage: {
      files: { path: string; contents: { source: string } }[];
      links: { target: string }[];
    };
  };
  const files = new Map(
    storage.files.map(({ path, contents: { source } }) => {
      expect(source).toMatch(/^data:,[A-Za-z0-9%._~-]*$/);
      return [path, decodeURIComponent(source.slice('data:,'.length))];
    }),
  );
  expect(files.get('/etc/hostname')).toBe('web01\n');
  expect(files.get('/etc/sudoers.d/bootbook-ops')).toBe('ops ALL=(ALL:ALL) ALL\n');
  expect(files.get('/etc/sudoers.d/bootbook-deploy')).toBe('deploy ALL=(ALL:ALL) NOPASSWD: ALL\n');
  expect(files.get('/etc/bootbook/report')).toContain("'GET /installed/web01 HTTP/1.0'");
  expect(storage.links.map(({ target }) => target)).toEqual([
    '../usr/share/zoneinfo/Europe/Berlin',
  ]);
  const report = files.get('/etc/bootbook/report')!;
  execFileSync('bash', ['-n'], { input: report });
});
