import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REPORT_SCRIPT, reportScript } from '../../../../generators/formats/answers/first-boot.ts';
import {
  answersOf,
  installSite,
  KEY,
  problemsOf,
  type InstallSite,
} from '../../../support/install-site.ts';
import { needs } from '../../../support/needs.ts';
import { plan } from '../../../support/small-site.ts';
import { hostMenu } from '../../../../generators/plan/menu.ts';

const OPS = { name: 'ops', fullName: "Operations, 24/7's".replace(',', ''), sudo: true };
const DEPLOY = { name: 'deploy', password: { secret: { env: 'DEPLOY_PASSWORD' } } };

const layouts: Readonly<Record<string, InstallSite>> = {
  'plain-bios': {
    firmware: 'bios',
    install: { answers: 'preseed', disk: { path: '/dev/sda' }, users: [OPS] },
  },
  'lvm-uefi': {
    install: {
      answers: 'preseed',
      source: 'https://mirror.example.net:8443/debian/',
      disk: { size: { least: '400G', most: '1T' } },
      layout: {
        kind: 'lvm',
        fileSystem: 'xfs',
        swap: '4G',
        root: '40G',
        volumes: [{ mount: '/var/log', size: '20G' }],
      },
      locale: 'nl_NL.UTF-8',
      keyboard: 'de',
      timezone: 'Europe/Amsterdam',
      users: [{ ...OPS, sshKeys: [] }, DEPLOY],
      rootKeys: [KEY],
      packages: ['curl', 'g++'],
    },
  },
  'raid1-uefi': {
    install: {
      answers: 'preseed',
      layout: { kind: 'raid1', swap: '2G' },
      users: [OPS],
      report: false,
    },
    host: { disk: [{ serial: 'S3Z8NB0K000001' }, { serial: 'S3Z8NB0K000002' }] },
  },
  'luks-bios': {
    firmware: 'bios',
    install: {
      answers: 'preseed',
      disk: { path: '/dev/disk/by-path/pci-0000:00:1f.2-ata-1' },
      layout: { kind: 'luks', group: 'crypt', key: { secret: { file: 'secrets/luks' } } },
      users: [{ ...DEPLOY, sudo: true }],
    },
  },
};

const FILES = ['preseed.cfg', 'disk.sh', 'late.sh'];

describe.each(Object.entries(layouts))('%s', (id, site) => {
  const { files, text } = answersOf(site);

  it('is the whole of it', async () => {
    const whole = FILES.map(
      (name) => `==> ${files.get(name)!.path} (${files.get(name)!.mode})\n${text(name)}`,
    );
    await expect(whole.join('\n')).toMatchFileSnapshot(`golden/preseed-${id}.txt`);
  });

  it('has a reason for every line', () => {
    for (const file of files.values())
      expect(file.lines.filter(({ because }) => because.length === 0)).toEqual([]);
  });

  it.skipIf(!needs('debconf-set-selections'))('has the form that debconf wants', () => {
    const { status, stdout, stderr } = spawnSync('debconf-set-selections', ['--checkonly', '-'], {
      input: text('preseed.cfg'),
      encoding: 'utf8',
    });
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  it.each(['dash', ...(needs('busybox') ? ['busybox sh'] : [])])(
    'its scripts are some for %s',
    (shell) => {
      const [program, ...args] = shell.split(' ');
      for (const name of ['disk.sh', 'late.sh']) {
        const { status, stderr } = spawnSync(program!, [...args, '-n', '-'], {
          input: text(name),
          encoding: 'utf8',
        });
        expect([name, status, stderr]).toEqual([name, 0, '']);
      }
    },
  );
});

it('the kernel is told where the answers are', () => {
  const [server] = plan(installSite(layouts['lvm-uefi']!)).plans;
  const { linux } = hostMenu(server!, server!.hosts[0]!).entries[0]!;
  expect(linux!.args.map(({ value }) => value)).toEqual([
    'BOOTIF=01-52-54-00-00-00-01',
    'auto=true',
    'priority=critical',
    'interface=auto',
    'hostname=inst01',
    'domain=lab.example.net',
    'url=http://10.1.0.2/answers/inst01/preseed.cfg',
  ]);
  expect(linux!.args.filter(({ because }) => because.length === 0)).toEqual([]);
});

describe('which disk', () => {
  const SERIALS = { sda: 'S3Z8NB0K000001', sdb: 'S3Z8NB0K000002', nvme0n1: 'S3Z8NB0K000001' };

  /** Runs disk.sh on a machine with disks; gives what it says to debconf, or what it stops with. */
  function chosen(
    disk: unknown,
    disks: readonly string[],
    layout: object = { kind: 'plain' },
  ): string {
    const room = mkdtempSync(join(tmpdir(), 'disk-'));
    const script = answersOf({ install: { answers: 'preseed', users: [OPS], disk, layout } })
      .text('disk.sh')
      .replaceAll('/sys/block', join(room, 'block'))
      .replaceAll('/dev/disk', join(room, 'disk'))
      .replaceAll('/dev/console', join(room, 'console'));
    put(
      join(room, 'list-devices'),
      `#!/bin/sh\nprintf '%s\\n' ${disks.map((name) => `/dev/${name}`).join(' ')}\n`,
    );
    const serials = Object.entries(SERIALS).map(
      ([name, serial]) => `--name=/dev/${name}) echo ID_SERIAL_SHORT=${serial} ;;`,
    );
    put(join(room, 'udevadm'), `#!/bin/sh\ncase "$3" in\n${serials.join('\n')}\nesac\n`);
    put(join(room, 'debconf-set'), '#!/bin/sh\necho "$*"\n');
    put(join(room, 'logger'), '#!/bin/sh\necho "$*" >&2\n');
    // Nobody is to wait for a minute here: the script's own wait ends it.
    put(join(room, 'sleep'), '#!/bin/sh\nkill "$PPID"\n');
    for (const name of disks)
      put(join(room, 'block', name, 'size'), `${name === 'sdb' ? 1_000_000_000 : 937_703_088}\n`);
    mkdirSync(join(room, 'disk', 'by-path'), { recursive: true });
    symlinkSync('/dev/sdb', join(room, 'disk', 'by-path', 'pci-0'));
    const { stdout, stderr } = spawnSync('sh', ['-c', script], {
      encoding: 'utf8',
      timeout: 20_000,
      env: { PATH: `${room}:/usr/bin:/bin` },
    });
    return (stdout + stderr).trimEnd();
  }

  const both = (disk: string): string =>
    `partman-auto/disk ${disk}\ngrub-installer/bootdev ${disk}`;

  it('is the one with the serial number', () => {
    expect(chosen({ serial: 'S3Z8NB0K000002' }, ['sda', 'sdb'])).toBe(both('/dev/sdb'));
  });

  it('is the one at the path, whatever it is called today', () => {
    expect(chosen({ path: '/dev/disk/by-path/pci-0' }, ['sda', 'sdb'])).toBe(both('/dev/sdb'));
    expect(chosen({ path: '/dev/sda' }, ['sda', 'sdb'])).toBe(both('/dev/sda'));
  });

  it('is the only one of its size', () => {
    expect(chosen({ size: { least: '400G', most: '490G' } }, ['sda', 'sdb'])).toBe(
      both('/dev/sda'),
    );
    expect(chosen({ size: { least: '500G' } }, ['sda', 'sdb'])).toBe(both('/dev/sdb'));
  });

  it('are two different ones for a mirror', () => {
    const least = { size: { least: '400G' } };
    expect(
      chosen([{ serial: 'S3Z8NB0K000002' }, { size: { most: '490G' } }], ['sda', 'sdb'], {
        kind: 'raid1',
      }),
    ).toBe(both('/dev/sdb /dev/sda'));
    expect(chosen([least, least], ['sda', 'sdb'], { kind: 'raid1' })).toContain(
      'more than one disk fits',
    );
  });

  it('is none where none fits, or two do', () => {
    const nothing =
      /^-t bootbook (?:no disk fits: serial|more than one disk fits: \/dev\/sda and \/dev\/nvme0n1).*Nothing was written\.$/;
    expect(chosen({ serial: 'S3Z8' }, ['sda', 'sdb'])).toMatch(nothing);
    expect(chosen({ serial: 'S3Z8NB0K000001' }, ['sda', 'sdb', 'nvme0n1'])).toMatch(nothing);
    expect(chosen({ serial: 'S3Z8NB0K000001' }, [])).toMatch(nothing);
  });
});

describe('the last steps', () => {
  /** Runs late.sh on a target in a folder, and gives that and the commands that were to run in it. */
  function finished(site: InstallSite): { target: string; commands: string[][] } {
    const room = mkdtempSync(join(tmpdir(), 'late-'));
    const target = join(room, 'target');
    for (const folder of ['etc/systemd/system', 'etc/sudoers.d', 'home/ops', 'home/deploy', 'root'])
      mkdirSync(join(target, folder), { recursive: true });
    put(
      join(room, 'in-target'),
      `#!/bin/sh\nprintf '%s\\036' "$@" >> ${join(room, 'log')}\nprintf '\\035' >> ${join(room, 'log')}\n`,
    );
    const { status, stderr } = spawnSync(
      'sh',
      [
        '-c',
        answersOf(site)
          .text('late.sh')
          .replaceAll(/(?<![a-z])\/target/g, target),
      ],
      {
        encoding: 'utf8',
        env: { PATH: `${room}:/usr/bin:/bin` },
      },
    );
    expect([status, stderr]).toEqual([0, '']);
    const log = readFileSync(join(room, 'log'), 'utf8').split('\u001d').slice(0, -1);
    return { target, commands: log.map((each) => each.split('\u001e').slice(0, -1)) };
  }

  it('let people in, and report', () => {
    const { target, commands } = finished(layouts['lvm-uefi']!);
    expect(commands).toEqual([
      ['adduser', 'ops', 'sudo'],
      [
        'useradd',
        '--create-home',
        '--shell',
        '/bin/bash',
        '--comment',
        'deploy',
        '--password',
        '⟦hash of env DEPLOY_PASSWORD⟧',
        'deploy',
      ],
      ['chown', '-R', 'deploy:', '/home/deploy/.ssh'],
      ['chown', '-R', 'root:', '/root/.ssh'],
      ['systemctl', 'enable', 'bootbook-report.service'],
    ]);
    expect(readFileSync(join(target, 'root/.ssh/authorized_keys'), 'utf8')).toBe(`${KEY}\n`);
    expect(readFileSync(join(target, 'etc/sudoers.d/bootbook-ops'), 'utf8')).toBe(
      'ops ALL=(ALL:ALL) NOPASSWD: ALL\n',
    );
    expect(existsSync(join(target, 'home/ops/.ssh'))).toBe(false);
  });

  it.skipIf(!needs('systemd-analyze'))('have a unit that systemd takes', () => {
    const { target } = finished(layouts['plain-bios']!);
    const unit = join(target, 'etc/systemd/system/bootbook-report.service');
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], {
      encoding: 'utf8',
    });
    expect((stdout + stderr).split('\n').filter((line) => line.includes('bootbook'))).toEqual([]);
  });

  it('hold whatever people are called and their keys say', () => {
    const word = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .map((text) => text.normalize());
    fc.assert(
      fc.property(
        word,
        word,
        fc.constantFrom('', "'", '$(touch /x)', '`id`', '\\', 'END', '"; id; "'),
        (name, comment, nasty) => {
          const site: InstallSite = {
            install: {
              answers: 'preseed',
              disk: { path: '/dev/sda' },
              users: [
                OPS,
                {
                  name: 'deploy',
                  fullName: nasty + name,
                  sshKeys: [`${KEY.slice(0, 80)} ${comment}${nasty}`],
                },
              ],
              report: false,
            },
          };
          fc.pre(problemsOf(site).length === 0);
          const { target, commands } = finished(site);
          expect(commands.find(([command]) => command === 'useradd')).toContain(nasty + name);
          expect(readFileSync(join(target, 'home/deploy/.ssh/authorized_keys'), 'utf8')).toBe(
            `${KEY.slice(0, 80)} ${comment}${nasty}\n`,
          );
        },
      ),
      { numRuns: 12, examples: [['Ops', 'x', "'; touch /tmp/x; '"]] },
    );
  });
});

describe('values', () => {
  /** What a file asks, without the answers: a smuggled line would be one more, or another. */
  const questions = (text: string): string[] =>
    text
      .replaceAll(/\\\n/g, '')
      .split('\n')
      .map((line) => (line.startsWith('#') ? '#' : line.split(' ').slice(0, 3).join(' ')));

  it('never become directives', () => {
    const plain = layouts['lvm-uefi']!.install;
    const wanted = questions(answersOf({ install: plain }).text('preseed.cfg'));
    const any = fc.string({ unit: 'binary', maxLength: 30 });
    const nasty = fc.constantFrom(
      'x\nd-i partman/confirm boolean true',
      'x\\',
      'x \\\nd-i a/b string c',
      ' x',
      'x\u2028y',
      '',
    );
    // Of those that are let through, most end in something that debconf could mind.
    const tame = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ._+\\-]{0,12}$/);
    const value = fc.oneof(
      tame,
      any,
      nasty,
      fc.tuple(tame, nasty).map((two) => two.join('')),
    );
    const places: Readonly<Record<string, (text: string) => object>> = {
      fullName: (text) => ({ users: [{ ...OPS, fullName: text, sshKeys: [] }, DEPLOY] }),
      name: (text) => ({ users: [{ ...OPS, name: text, sshKeys: [] }, DEPLOY] }),
      package: (text) => ({ packages: ['curl', text] }),
      timezone: (text) => ({ timezone: text }),
      locale: (text) => ({ locale: text }),
      keyboard: (text) => ({ keyboard: text }),
      source: (text) => ({ source: `https://mirror.example.net/${text}` }),
      serial: (text) => ({ disk: { serial: text } }),
      group: (text) => ({ layout: { ...(plain['layout'] as object), group: text } }),
      mount: (text) => ({
        layout: { ...(plain['layout'] as object), volumes: [{ mount: `/${text}`, size: '20G' }] },
      }),
    };
    let taken = 0;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(places)), value, (place, text) => {
        const site = { install: { ...plain, ...places[place]!(text) } };
        if (problemsOf(site).some(({ severity }) => severity === 'error')) return;
        taken++;
        expect(questions(answersOf(site).text('preseed.cfg'))).toEqual(wanted);
      }),
      { numRuns: 150 },
    );
    expect(taken).toBeGreaterThan(2);
  });

  const wrong: Readonly<Record<string, readonly [InstallSite, string]>> = {
    'no disk': [{ install: { answers: 'preseed', users: [OPS] } }, 'install-disk'],
    'one disk for a mirror': [
      {
        install: {
          answers: 'preseed',
          users: [OPS],
          disk: { path: '/dev/sda' },
          layout: { kind: 'raid1' },
        },
      },
      'install-disk',
    ],
    'two disks for a host whose layout has one': [
      {
        install: { answers: 'preseed', users: [OPS], disk: { path: '/dev/sda' } },
        host: { disk: [{ path: '/dev/sda' }, { path: '/dev/sdb' }] },
      },
      'install-disk',
    ],
    'encrypted without a key': [
      {
        install: {
          answers: 'preseed',
          users: [OPS],
          disk: { path: '/dev/sda' },
          layout: { kind: 'luks' },
        },
      },
      'install-layout',
    ],
    'volumes without a group': [
      {
        install: {
          answers: 'preseed',
          users: [OPS],
          disk: { path: '/dev/sda' },
          layout: { kind: 'plain', volumes: [{ mount: '/var', size: '1G' }] },
        },
      },
      'install-layout',
    ],
    'two volumes at one place': [
      {
        install: {
          answers: 'preseed',
          users: [OPS],
          disk: { path: '/dev/sda' },
          layout: { kind: 'lvm', volumes: [{ mount: '/boot', size: '1G' }] },
        },
      },
      'install-layout',
    ],
    'two users of one name': [
      { install: { answers: 'preseed', users: [OPS, OPS], disk: { path: '/dev/sda' } } },
      'install-user',
    ],
    'a user called like a group of Debian': [
      {
        install: { answers: 'preseed', users: [{ name: 'operator' }], disk: { path: '/dev/sda' } },
      },
      'install-user-taken',
    ],
    'a backslash at the end of an answer': [
      {
        install: {
          answers: 'preseed',
          users: [{ name: 'ops', fullName: 'Operations\\' }],
          disk: { path: '/dev/sda' },
        },
      },
      'install-letters',
    ],
    'a group of RPM': [
      {
        install: {
          answers: 'preseed',
          users: [OPS],
          disk: { path: '/dev/sda' },
          packages: ['@core'],
        },
      },
      'install-package',
    ],
    'nobody who could log in': [
      {
        install: {
          answers: 'preseed',
          users: [{ name: 'ops', sshKeys: [] }],
          disk: { path: '/dev/sda' },
        },
      },
      'install-no-login',
    ],
    'a password in the place of a reference': [
      {
        install: {
          answers: 'preseed',
          users: [{ name: 'ops', password: '$6$salt$abcdefghijklmnop' }],
          disk: { path: '/dev/sda' },
        },
      },
      'looks-like-secret',
    ],
  };
  it.each(Object.entries(wrong))('%s is refused', (_, [site, code]) => {
    expect(problemsOf(site).map((problem) => problem.code)).toContain(code);
  });
});

describe('the report', () => {
  it.each([
    [204, true],
    [404, false],
  ])('is made until the boot server answers as it should: %i', async (status, done) => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await sleep(50);
    const room = mkdtempSync(join(tmpdir(), 'report-'));
    const { port } = server.address() as AddressInfo;
    const script = reportScript({ address: '127.0.0.1', path: '/installed/inst01' })
      .join('\n')
      .replace('127.0.0.1/80', `127.0.0.1/${port}`)
      .replace(dirname(REPORT_SCRIPT), room);
    const { promise, resolve } = Promise.withResolvers<number | null>();
    const { spawn } = await import('node:child_process');
    spawn('bash', ['-c', script], { stdio: 'ignore' }).on('close', resolve);
    expect((await promise) === 0).toBe(done);
    expect(asked).toEqual(['GET /installed/inst01']);
    expect(existsSync(join(room, 'reported'))).toBe(done);
    server.close();
  });
});

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}
