import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../cli/exit-codes.ts';
import { commandHelp } from '../../src/data/command.ts';
import { needs } from '../support/needs.ts';
import { changed, smallSite } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

const INVENTORY = 'content/inventory/site.yaml';
const site = changed(
  '    model: old\n',
  '    model: old\n    profile: install\n    armedUntil: "2026-11-22T18:00:00Z"\n',
);

function repo(inventory = site): Scenario {
  return new Scenario({ [INVENTORY]: inventory, 'images/linux': 'kernel', 'images/initrd.gz': '' });
}

test('help', () => {
  expect(repo().run('--help')).toMatchInlineSnapshot(`
    "$ bootbook --help
    Usage: bootbook [options] [command]

    One inventory in git; the configs that boot its machines, and the reason for
    each line.

    Options:
      -V, --version                      output the version number
      -h, --help                         display help for command

    Commands:
      validate [options]                 check the inventory and the catalogue, and
                                         report all of its problems at once
      build [options]                    write each boot server's files, as they
                                         will lie on its disk
      explain [options] <host>           tell what a host is told at each stage of
                                         its boot, and why
      plan [options]                     show what a build would change in a tree or
                                         on a boot server: a unified diff, and
                                         sentences
      apply [options]                    bring what git says onto a boot server, as
                                         a release that can be taken back
      rollback [options] [release]       let an older release serve again
      releases [options]                 list the releases on a boot server
      drift [options]                    ask a boot server, as machines do, whether
                                         it serves what git says
      arm [options] [profile]            let hosts run a profile that erases disks,
                                         for a limited time
      disarm [options]                   take the arming of hosts back
      images                             fetch kernels, initrds and disk images,
                                         check them, and look for newer ones
      diagnose [options] [file]          tell from a console, a log or a capture why
                                         a machine does not boot
      lab                                try the bundle on virtual machines, before
                                         a real one gets it
      watch [options] [file]             show at which stage of the boot chain each
                                         machine is, live, one line a machine
      drill [options] [name]             practise a bad night on virtual machines:
                                         something is broken, and you are called
      prove [options]                    boot machines in the lab, and keep the
                                         proof of what was seen
      pack [options]                     put the whole site into one zip that works
                                         from a folder, without a server
      new [options] <kind> <id>          begin a page: an error, a quirk, a HOWTO or
                                         a runbook
      import [options] <from> <file...>  write an inventory from what another
                                         program knows of your machines
      export [options] <to>              write what the inventory knows in the form
                                         of another program
      help [command]                     display help for command

    Every verb has its own help: bootbook build --help

    Exit codes:
      0   done, and what was asked is so
      1   not done, or not so: the inventory has errors, a check failed, something is missing
      2   there are differences: plan, drift, images update
      3   refused, since too many hosts would be taken away or re-pointed: plan, apply
      64  the command itself was wrong: an unknown verb or option

    Results go to stdout, everything else to stderr. Colours show on a terminal only, and never with NO_COLOR set."
  `);
});

test.each(['validate', 'build', 'explain', 'plan'])(
  'help of %s gives examples, in lines that fit',
  (verb) => {
    const text = repo().run('help', verb);
    expect(text).toMatch(/^Examples:\n {2}bootbook /m);
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
  },
);

describe('exit codes', async () => {
  const [whole, ...verbs] = await commandHelp();
  const table = codes(whole!.help);
  const leaves = verbs.filter(
    ({ name }) => !verbs.some((each) => each.name.startsWith(`${name} `)),
  );

  test('are in one table, and of those in it', () => {
    expect([...table.keys()]).toEqual(Object.values(exitCodes));
  });

  test.each(leaves)('$name names those that it has', ({ help }) => {
    const own = codes(help);
    expect([...own.keys()]).toEqual(expect.arrayContaining([0, 1, 64]));
    for (const code of own.keys()) expect(table.has(code)).toBe(true);
  });

  test.each([exitCodes.different, exitCodes.refused])(
    '%i is that of the verbs in the table',
    (code) => {
      const has = leaves.filter(({ help }) => codes(help).has(code));
      expect(table.get(code)).toMatch(/: [a-z, ]+$/);
      expect(table.get(code)!.split(': ')[1]!.split(', ').sort()).toEqual(
        has.map(({ name }) => name.replace('bootbook ', '')).sort(),
      );
    },
  );
});

/** The exit codes in a help text, with what is said of them. There is one table, and no code stands elsewhere. */
function codes(help: readonly string[]): Map<number, string> {
  expect(help.filter((line) => /^Exit codes?\b/.test(line))).toEqual(['Exit codes:']);
  const rest = help.slice(help.indexOf('Exit codes:') + 1);
  const end = rest.indexOf('');
  const rows = rest
    .slice(0, end < 0 ? rest.length : end)
    .map((line) => /^ {2}(\d+) +(.+)$/.exec(line));
  return new Map(rows.map((row) => [Number(row![1]), row![2]!]));
}

test('what is wrong with the command itself', () => {
  const here = repo();
  expect(here.run()).toContain('exit 64');
  expect(here.run('vaildate')).toMatchInlineSnapshot(`
    "$ bootbook vaildate
    ! error: unknown command 'vaildate'
    ! (Did you mean validate?)
    ! (--help tells more)
    exit 64"
  `);
  expect(here.run('build', '--offlin')).toMatchInlineSnapshot(`
    "$ bootbook build --offlin
    ! error: unknown option '--offlin'
    ! (Did you mean --offline?)
    ! (--help tells more)
    exit 64"
  `);
  expect(here.run('explain')).toMatchInlineSnapshot(`
    "$ bootbook explain
    ! error: missing required argument 'host'
    ! (--help tells more)
    exit 64"
  `);
  expect(here.run('validate', '--now', 'tomorrow')).toMatchInlineSnapshot(`
    "$ bootbook validate --now tomorrow
    ! error: option '--now <time>' argument 'tomorrow' is invalid. Expected an ISO 8601 time with its zone, such as 2026-11-22T03:40:00Z, or a date.
    ! (--help tells more)
    exit 64"
  `);
  expect(here.run('validate', '--now', '2026-02-30T00:00:00Z')).toContain('exit 64');
  expect(here.run('validate', '--now', '2026-11-22T10:00')).toContain('exit 64');
});

test('an armed host, explained', () => {
  expect(repo().run('explain', 'web01', '--now', '2026-11-22T12:00:00Z')).toMatchInlineSnapshot(`
    "$ bootbook explain web01 --now 2026-11-22T12:00:00Z
    web01: BIOS, PXELINUX over TFTP, from boot1

    1 Firmware   BIOS
      Acme One: BIOS, amd64.
        - content/inventory/site.yaml:24 models.old.firmware
        - content/inventory/site.yaml:23 models.old.architecture

    2 Link       eno1
      It boots from eno1 (52:54:00:00:00:01) on network prod.
        - content/inventory/site.yaml:48 hosts.web01.interfaces.eno1.mac
        - content/inventory/site.yaml:48 hosts.web01.interfaces.eno1.network

    3 DHCP       10.1.0.11, arch 0
      Its address is 10.1.0.11.
        - content/inventory/site.yaml:48 hosts.web01.interfaces.eno1.address
      It announces client architecture 0 in option 93.
        - BIOS, PXELINUX over TFTP [/routes/bios-amd64-tftp-pxelinux/]
      Boot file: pxelinux.0 from 10.1.0.2.
        - content/inventory/site.yaml:18 servers.boot1.interfaces.eno1.address
        - The boot server's own address on this network. [/explain/post-to-kernel/]
        - content/inventory/site.yaml:24 models.old.firmware
        - content/inventory/site.yaml:23 models.old.architecture
        - Nobody chose a boot loader: PXELINUX for BIOS, GRUB for UEFI.
          [/explain/option-93/]
        - Nobody chose a transport: iPXE uses HTTP, PXELINUX and GRUB use TFTP.
          [/explain/tftp-and-http/]
        - BIOS, PXELINUX over TFTP [/routes/bios-amd64-tftp-pxelinux/]

    4 NBP        pxelinux.0
      pxelinux.0 comes from 10.1.0.2 by TFTP.
        - BIOS, PXELINUX over TFTP [/routes/bios-amd64-tftp-pxelinux/]
      It is followed by ldlinux.c32, libcom32.c32, libutil.c32, menu.c32.
        - BIOS, PXELINUX over TFTP [/routes/bios-amd64-tftp-pxelinux/]
      The PXE ROM fetches pxelinux.0 by TFTP. PXELINUX looks for
      pxelinux.cfg/01-<mac>, then for default, and fetches kernel and initrd by
      TFTP.
        - BIOS, PXELINUX over TFTP [/routes/bios-amd64-tftp-pxelinux/]

    5 Menu       install
      Its own config is pxelinux.cfg/01-52-54-00-00-00-01.
        - BIOS, PXELINUX over TFTP [/routes/bios-amd64-tftp-pxelinux/]
      'Install' starts by itself after 5 s.
        - content/inventory/site.yaml:45 hosts.web01.profile
        - content/inventory/site.yaml:46 hosts.web01.armedUntil
        - The host is armed, so its destructive profile counts until that time.
          [/explain/arming/]
        - content/inventory/site.yaml:38 profiles.install.label
        - content/inventory/site.yaml:2 sites.lab.menu.timeout

    6 Kernel     installer
      Kernel: tftp://10.1.0.2/images/installer/linux
        - content/inventory/site.yaml:33 images.installer.kernel
      Initrd: tftp://10.1.0.2/images/installer/initrd.gz
        - content/inventory/site.yaml:34 images.installer.initrds.0

    7 Initrd     1 argument
      BOOTIF=01-52-54-00-00-00-01
        - BOOTIF names the interface that booted, so that the initrd does not ask on
          another one. [/explain/post-to-kernel/]

    8 Root       install
      The installer runs from its initrd.
        - content/inventory/site.yaml:39 profiles.install.kind

    9 Handoff    armed until 2026-11-22T18:00:00Z
      Until 2026-11-22T18:00:00Z each network boot runs 'Install'. Then the boot
      server sends it to its disk again, if the playbook has set it up; else the
      next bundle does.
        - content/inventory/site.yaml:45 hosts.web01.profile
        - content/inventory/site.yaml:46 hosts.web01.armedUntil
        - The host is armed, so its destructive profile counts until that time.
          [/explain/arming/]"
  `);
});

test('an installation that is withheld says what its kernel would be told', () => {
  const installs = changed(
    '    destructive: true\n',
    `    destructive: true
    install: { answers: preseed, disk: { path: /dev/sda }, users: [{ name: ops }] }
`,
    site,
  );
  const url = 'url=http://10.1.0.2/answers/web01/preseed.cfg';
  const [later, before] = ['2026-11-22T19:00:00Z', '2026-11-22T12:00:00Z'].map((now) =>
    repo(installs).run('explain', 'web01', '--now', now),
  );
  const withheld = later!.slice(later!.indexOf('While it is armed, its kernel is told:'));
  expect(withheld).toContain(url);
  expect(before).toContain(url);
  expect(before).not.toContain('While it is armed');
});

test('every line of an explanation fits a terminal', () => {
  const lines = repo().run('explain', 'web02', '--now', '2026-11-22').split('\n');
  expect(lines.filter((line) => /^\d /.test(line))).toHaveLength(9);
  for (const line of lines)
    if (line.trim().includes(' ')) expect(line.length, line).toBeLessThanOrEqual(80);
});

test('the same host by its MAC in any spelling, and by its address', () => {
  const here = repo();
  const now = ['--now', '2026-11-22'];
  const [, ...byId] = here.run('explain', 'web02', ...now).split('\n');
  for (const other of ['52-54-00-00-00-02', '5254.0000.0002', '10.1.0.12'])
    expect(
      here
        .run('explain', other, ...now)
        .split('\n')
        .slice(1),
    ).toEqual(byId);
});

test('an explanation for a machine', () => {
  const text = repo().run('explain', 'web01', '--json', '--now', '2026-11-22T12:00:00Z');
  const { host, profile, stages } = JSON.parse(text.slice(text.indexOf('{'))) as {
    host: string;
    profile: string;
    stages: { stage: string; told: { because: string[] }[] }[];
  };
  expect([host, profile]).toEqual(['web01', 'install']);
  expect(stages.map(({ stage }) => stage).join(' ')).toBe(
    'firmware link dhcp nbp menu kernel initrd root handoff',
  );
  for (const { told } of stages) for (const { because } of told) expect(because).not.toEqual([]);
});

test('no such host', () => {
  expect(repo().run('explain', 'wbe01')).toMatchInlineSnapshot(`
    "$ bootbook explain wbe01
    ! bootbook: There is no host wbe01.
    !   do  Did you mean web01?
    exit 1"
  `);
  expect(repo().run('explain', 'zzzzzzzz')).toMatchInlineSnapshot(`
    "$ bootbook explain zzzzzzzz
    ! bootbook: There is no host zzzzzzzz.
    !   do  The inventory knows 2 hosts by id, MAC and address.
    exit 1"
  `);
  expect(repo().run('explain', 'a\u001b[2Jb')).toMatchInlineSnapshot(`
    "$ bootbook explain "a\\u001b[2Jb"
    ! bootbook: There is no host a�[2Jb.
    !   do  The inventory knows 2 hosts by id, MAC and address.
    exit 1"
  `);
});

test('after its time an armed host is told to boot its disk', () => {
  const at = (time: string): string =>
    repo()
      .run('explain', 'web01', '--now', time)
      .split('\n')
      .find((line) => line.startsWith('5 '))!;
  expect(at('2026-11-22T17:59:59Z')).toContain('install');
  expect(at('2026-11-22T18:00:00Z')).toContain('local');
  expect(at('2026-11-22T19:30:00+02:00')).toContain('install');
});

test('colours only where somebody wants them', () => {
  const here = repo(changed('model: old\n', 'model: odl\n'));
  expect(here.run('validate')).not.toContain('\u001b');
  delete here.env['NO_COLOR'];
  expect(here.run('validate')).not.toContain('\u001b');
  here.env['FORCE_COLOR'] = '1';
  expect(here.run('validate')).toContain('\u001b[');
});

test.skipIf(!needs('script'))(
  'on a terminal there are colours and progress, and NO_COLOR is respected',
  () => {
    const here = repo(smallSite);
    const line = `${process.execPath} ${here.command} validate`;
    const onTerminal = (command: string): string =>
      here.runProgram('script', '-qec', command, '/dev/null');
    // With CI set, Node takes every terminal for one without colours.
    expect(onTerminal(`env -u CI -u NO_COLOR -u FORCE_COLOR ${line}`)).toContain('\u001b[32m');
    const build = `${process.execPath} ${here.command} build --no-payload`;
    expect(onTerminal(build)).toContain('\r\u001b[KWriting boot1');
    expect(onTerminal(`env -u FORCE_COLOR NO_COLOR=1 ${line}`)).not.toContain('\u001b[');
  },
);

test('an older Node is told so in one line', () => {
  const here = repo();
  for (const [version, old] of [
    ['20.19.0', true],
    ['22.17.1', true],
    ['23.5.0', true],
    ['22.18.0', false],
    ['23.6.0', false],
    ['24.0.0', false],
  ] as const) {
    const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        '--import',
        `data:text/javascript,${encodeURIComponent(pretend)}`,
        here.command,
        '--version',
      ],
      { encoding: 'utf8' },
    );
    expect(
      [
        status,
        stderr.trimEnd().split('\n').length,
        stderr.includes(`Node ${version} is too old`),
        stdout !== '',
      ],
      version,
    ).toEqual([old ? 1 : 0, 1, old, !old]);
  }
});
