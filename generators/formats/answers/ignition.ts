import { linesOf, type Line } from '../../artifact.ts';
import { LIVE_FILE } from '../../plan/answers/ignition.ts';
import type { Install, InstallUser } from '../../plan/install.ts';
import type { Sourced } from '../../reason.ts';
import { diskChoice, diskVariable } from './disk-choice.ts';
import { packageFaults, takenFaults } from './faults.ts';
import { REPORT_SCRIPT, REPORT_UNIT, reportScript, reportUnit } from './first-boot.ts';
import { Slots, type AnswersFormat, type Fault } from './format.ts';
import { jsonLines, Told, type Json, type Members } from './json.ts';
import { rulesOf } from './rules.ts';
import { shellWord } from './shell.ts';
import { takenNames } from './taken-names.ts';

/*
 * Configs of Ignition, specification 3.3.0, for systems that are an image: Fedora CoreOS and Flatcar Container Linux. Ignition
 * runs at a system's first boot and knows no installation, so there are two of them. live.ign is for the system that runs from the
 * network; it has one unit, which runs install.sh. That finds the disk, writes the image onto it, and lays config.ign beside it for
 * the first boot from there.
 * Source: https://coreos.github.io/ignition/configuration-v3_3/
 */

const VERSION = '3.3.0';
const SPECIFICATION = 'https://coreos.github.io/ignition/configuration-v3_3/';
const FCOS_DOCS =
  'https://github.com/coreos/fedora-coreos-docs/blob/9db0773ba2aa153d278387d2b8e0edbce148af78/modules/ROOT/pages';

const INSTALL_FILE = 'install.sh';
const CONFIG_FILE = 'config.ign';
const INSTALL_SCRIPT = '/etc/bootbook/install';
const INSTALL_UNIT = 'bootbook-install.service';

const rule = rulesOf('ignition', '/howto/flatcar-and-coreos/');

const because = {
  form: rule(
    'form',
    'Ignition makes what a config describes, once, at the first boot.',
    SPECIFICATION,
  ),
  live: rule(
    'install-unit',
    'The system from the network installs as soon as it reaches the network. Where the script stops, it goes on running, and its console says why.',
    SPECIFICATION,
  ),
  writes: rule(
    'coreos-installer',
    'The image that is written is part of the system from the network, unless another is named; its own config is laid beside it for its first boot.',
    'https://coreos.github.io/coreos-installer/getting-started',
  ),
  writesFlatcar: rule(
    'flatcar-install',
    'flatcar-install downloads the image of the version that runs, checks its signature, and writes it onto the disk.',
    'https://flatcar.org/docs/latest/installing/bare-metal/installing-to-disk',
  ),
  owners: rule(
    'mode',
    'Modes are decimal numbers here: 420 is 0644, 493 is 0755, 288 is 0440.',
    SPECIFICATION,
  ),
  sudo: rule(
    'sudo',
    'sudo asks for the password of the user; one who has none could never give it, so it does not ask.',
    'https://github.com/flatcar/flatcar-docs/blob/e0411428c378f4c20c4da6cc31b15abba627f95f/docs/setup/customization/adding-users.md',
  ),
  root: rule(
    'root-file-system',
    'The image has XFS for a root. Another file system is made anew in its place, with what was in it; that takes 4 GiB of memory.',
    `${FCOS_DOCS}/storage.adoc`,
  ),
  mirror: rule(
    'mirror',
    'The partitions of the image, on both disks, with those for /boot and for the root mirrored: what Butane makes of boot_device.mirror.',
    'https://github.com/coreos/butane/blob/cb34e120e5267bfd5bdfa83fa8c2e44e06dedda2/config/fcos/v1_4/translate.go',
  ),
  layered: rule(
    'packages',
    'A package is a layer on the image. It is there after one more reboot.',
    `${FCOS_DOCS}/os-extensions.adoc`,
  ),
  keyboard: rule(
    'keyboard',
    'The keyboard of the console.',
    `${FCOS_DOCS}/sysconfig-setting-keymap.adoc`,
  ),
} as const;

/** What distinguishes one of these systems from the other. */
interface System {
  readonly name: string;
  readonly fileSystem: 'ext4' | 'xfs';
  readonly mirrors: boolean;
  readonly packages: boolean;
  readonly keyboards: boolean;
  /** The lines that write the image onto $disk1, and the config beside it. */
  write(install: Install): Line[];
}

const fedora: System = {
  name: 'Fedora CoreOS',
  fileSystem: 'xfs',
  mirrors: true,
  packages: true,
  keyboards: true,
  write({ source, url }) {
    const image = source === undefined ? '' : ` --image-url ${shellWord(source.value)}`;
    return linesOf(
      [...(source?.because ?? []), because.writes],
      `coreos-installer install "$${diskVariable(0)}" --ignition-url ${shellWord(url + CONFIG_FILE)} --insecure-ignition${image}`,
    );
  },
};

const flatcarLinux: System = {
  name: 'Flatcar',
  fileSystem: 'ext4',
  mirrors: false,
  packages: false,
  keyboards: false,
  write({ source, url }) {
    const mirror = source === undefined ? '' : ` -b ${shellWord(source.value)}`;
    return linesOf(
      [...(source?.because ?? []), because.writesFlatcar],
      `curl --fail --silent --show-error --retry 5 --output /run/${CONFIG_FILE} ${shellWord(url + CONFIG_FILE)}`,
      `flatcar-install -d "$${diskVariable(0)}" -i /run/${CONFIG_FILE}${mirror}`,
    );
  },
};

export const fedoraCoreos: AnswersFormat = formatOf(fedora);
export const flatcar: AnswersFormat = formatOf(flatcarLinux);

function formatOf(system: System): AnswersFormat {
  return {
    check: (install) => [...faultsOf(system, install)],
    emit(install) {
      const slots = new Slots();
      return [
        {
          name: LIVE_FILE,
          language: 'json',
          lines: [...jsonLines(liveConfig(install), [because.form])],
          secrets: [],
        },
        {
          name: INSTALL_FILE,
          language: 'shellscript',
          lines: [...installScript(system, install)],
          secrets: [],
        },
        {
          name: CONFIG_FILE,
          language: 'json',
          lines: [...jsonLines(config(system, install, slots), [because.form])],
          secrets: slots.all,
        },
      ];
    },
  };
}

/** A package of RPM. Groups of packages are none of rpm-ostree's. */
const PACKAGE = /^[A-Za-z0-9][A-Za-z0-9+._-]*$/;

function* faultsOf(system: System, install: Install): Generator<Fault> {
  const { layout, disks, packages, users, locale, keyboard } = install;
  const unable = (
    value: Sourced<unknown>,
    message: string,
    expected: string,
    received: string,
    advice: string,
  ): Fault => ({ value, text: { code: 'install-unable', message, expected, received, advice } });
  const { kind, swap, fileSystem } = layout.value;
  const kinds = system.mirrors ? 'plain or raid1' : 'plain';
  if (kind === 'lvm')
    yield unable(
      layout,
      'Ignition has no volume groups.',
      kinds,
      kind,
      'Choose another layout, or an installer that has them.',
    );
  if (kind === 'luks')
    yield unable(
      layout,
      'Ignition keeps the key of an encrypted partition on the root, so the root itself cannot be opened by one: it takes Tang or a TPM.',
      kinds,
      kind,
      'Choose another layout, or write a config of your own with clevis.',
    );
  if (kind === 'raid1' && !system.mirrors)
    yield unable(
      layout,
      `${system.name} starts from partitions that cannot be mirrored: EFI-SYSTEM, USR-A and USR-B.`,
      kinds,
      kind,
      'Choose plain; its data can be mirrored on further disks, by a config of your own.',
    );
  if (kind === 'raid1' && system.mirrors)
    for (const disk of disks)
      if (!('path' in disk.value))
        yield unable(
          disk,
          'Ignition writes the names of the two disks into its config, and cannot look for a disk by serial number or size.',
          '{ path: /dev/disk/by-id/… } for both disks',
          Object.keys(disk.value).join(),
          'Give both disks by path.',
        );
  if (swap !== undefined)
    yield unable(
      layout,
      `The image of ${system.name} has its own partitions, and none for swap space.`,
      'no swap',
      swap,
      'Remove `swap`.',
    );
  if (fileSystem !== system.fileSystem && !system.mirrors)
    yield unable(
      layout,
      `The root of ${system.name} is ${system.fileSystem}.`,
      `fileSystem: ${system.fileSystem}`,
      fileSystem,
      `Write ${system.fileSystem}, or nothing.`,
    );
  if (locale.value !== 'en_US.UTF-8')
    yield unable(
      locale,
      `Ignition sets no language, and the image of ${system.name} is taken as it is.`,
      'en_US.UTF-8',
      locale.value,
      'Remove `locale`.',
    );
  if (keyboard.value !== 'us' && !system.keyboards)
    yield unable(
      keyboard,
      `No other keyboard than us is known to be part of ${system.name}.`,
      'us',
      keyboard.value,
      'Remove `keyboard`.',
    );
  if (system.packages)
    yield* packageFaults(packages, PACKAGE, {
      message: 'rpm-ostree has no groups of packages, and no package has such a name.',
      expected: 'the name of a package of Fedora',
      advice: 'Name each package.',
    });
  else
    for (const each of packages)
      yield unable(
        each,
        `${system.name} has no packages; programs run in containers.`,
        'no packages',
        each.value,
        'Remove it, and run a container.',
      );
  yield* takenFaults(
    users,
    takenNames,
    `${system.name} has an account or a group of this name from the start.`,
  );
}

function liveConfig({ host, url }: Install): Json {
  const text = unit(`Install ${host.host.id}`, `/bin/bash ${INSTALL_SCRIPT}`, [
    'StandardOutput=journal+console',
    'StandardError=journal+console',
  ]);
  return {
    ignition: { version: VERSION },
    storage: {
      files: new Told(
        [{ path: INSTALL_SCRIPT, mode: 0o755, contents: { source: url + INSTALL_FILE } }],
        [because.live, because.owners],
      ),
    },
    systemd: {
      units: new Told([{ name: INSTALL_UNIT, enabled: true, contents: text }], [because.live]),
    },
  };
}

/** A unit that runs once, when there is a network. */
function unit(description: string, start: string, service: readonly string[] = []): string {
  return joined([
    '[Unit]',
    `Description=${description}`,
    'Wants=network-online.target',
    'After=network-online.target',
    '',
    '[Service]',
    'Type=oneshot',
    `ExecStart=${start}`,
    ...service,
    '',
    '[Install]',
    'WantedBy=multi-user.target',
  ]);
}

function* installScript(system: System, install: Install): Generator<Line> {
  yield* linesOf(
    [because.live],
    '#!/bin/bash',
    `# ${install.host.host.id}: writes ${system.name} onto its disk. Written by Bootbook: edit the inventory, not this file.`,
    'set -eu',
    'udevadm settle',
  );
  yield* diskChoice(install.disks);
  yield* system.write(install);
  yield* linesOf([because.live], 'systemctl reboot');
}

function config(system: System, install: Install, slots: Slots): Json {
  const { users, rootKeys, report, packages } = install;
  const accounts = users.map((user) => account(user, slots));
  if (rootKeys.length > 0) accounts.push({ name: 'root', sshAuthorizedKeys: keys(rootKeys) });
  const units: Json[] = [];
  if (packages.length > 0) units.push(layering(packages));
  if (report !== undefined)
    units.push(
      new Told(
        { name: REPORT_UNIT, enabled: true, contents: joined(reportUnit()) },
        report.because,
      ),
    );
  return {
    ignition: { version: VERSION },
    passwd: { users: accounts },
    storage: storage(system, install),
    ...(units.length > 0 && { systemd: { units } }),
  };
}

function account(
  { name, fullName, password, sshKeys, because: why }: InstallUser,
  slots: Slots,
): Json {
  return new Told(
    {
      name,
      gecos: fullName,
      ...(password !== undefined && { passwordHash: slots.hash(password) }),
      ...(sshKeys.length > 0 && { sshAuthorizedKeys: keys(sshKeys) }),
    },
    why,
  );
}

/** Each once: Ignition refuses a key that is there twice. */
function keys(all: readonly Sourced<string>[]): Json {
  const once = new Map(all.map((key) => [key.value, key]));
  return [...once.values()].map(({ value, because: why }) => new Told(value, why));
}

function storage(system: System, install: Install): Members {
  const { hostName, keyboard, timezone, users, report } = install;
  const files: Json[] = [
    new Told(file('/etc/hostname', 0o644, [hostName.value]), hostName.because),
  ];
  if (keyboard.value !== 'us')
    files.push(
      new Told(file('/etc/vconsole.conf', 0o644, [`KEYMAP=${keyboard.value}`]), [
        ...keyboard.because,
        because.keyboard,
      ]),
    );
  for (const { name, password, sudo, because: why } of users)
    if (sudo)
      files.push(
        new Told(
          file(`/etc/sudoers.d/bootbook-${name}`, 0o440, [
            `${name} ALL=(ALL:ALL) ${password === undefined ? 'NOPASSWD: ' : ''}ALL`,
          ]),
          [...why, because.sudo, because.owners],
        ),
      );
  if (report !== undefined)
    files.push(new Told(file(REPORT_SCRIPT, 0o755, reportScript(report.value)), report.because));
  const links: Json[] =
    timezone.value === 'Etc/UTC'
      ? []
      : [
          new Told(
            {
              path: '/etc/localtime',
              overwrite: true,
              target: `../usr/share/zoneinfo/${timezone.value}`,
            },
            timezone.because,
          ),
        ];
  return {
    ...disksOf(system, install),
    files,
    ...(links.length > 0 && { links }),
  };
}

function file(path: string, mode: number, texts: readonly string[]): Members {
  return { path, overwrite: true, mode, contents: { source: dataUrl(joined(texts)) } };
}

/**
 * A text as a URL that holds it.
 * Source: https://www.rfc-editor.org/rfc/rfc2397 and https://www.rfc-editor.org/rfc/rfc3986#section-2.3
 */
function dataUrl(text: string): string {
  const escaped = encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `data:,${escaped}`;
}

function layering(packages: readonly Sourced<string>[]): Json {
  const names = packages.map(({ value }) => value).join(' ');
  const stamp = '/var/lib/bootbook-packages';
  return new Told(
    {
      name: 'bootbook-packages.service',
      enabled: true,
      contents: joined([
        '[Unit]',
        'Description=Layer packages with rpm-ostree',
        'Wants=network-online.target',
        'After=network-online.target',
        'Before=zincati.service',
        `ConditionPathExists=!${stamp}`,
        '',
        '[Service]',
        'Type=oneshot',
        'RemainAfterExit=yes',
        `ExecStart=/usr/bin/rpm-ostree install -y --allow-inactive ${names}`,
        `ExecStart=/usr/bin/touch ${stamp}`,
        'ExecStart=/usr/bin/systemctl --no-block reboot',
        '',
        '[Install]',
        'WantedBy=multi-user.target',
      ]),
    },
    [...packages.flatMap((each) => each.because), because.layered],
  );
}

/** Types of GPT partitions, and sizes in MiB, as the image has them. */
const RESERVED = { sizeMiB: 1, typeGuid: '8DA63339-0007-60C0-C436-083AC8230908' };
const BIOS_BOOT = { sizeMiB: 1, typeGuid: '21686148-6449-6E6F-744E-656564454649' };
const EFI = { sizeMiB: 127, typeGuid: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B' };
const BOOT = { sizeMiB: 384 };

function disksOf(system: System, { layout, disks, architecture }: Install): Members {
  const { kind, fileSystem } = layout.value;
  if (kind === 'raid1') {
    const numbers = disks.map((_, index) => index + 1);
    const parts = (name: string): string[] =>
      numbers.map((number) => `/dev/disk/by-partlabel/${name}-${number}`);
    const first =
      architecture === 'amd64' ? (['bios', BIOS_BOOT] as const) : (['reserved', RESERVED] as const);
    const why = [...layout.because, because.mirror];
    return {
      disks: disks.map(
        (disk, index) =>
          new Told(
            {
              device: 'path' in disk.value ? disk.value.path : '',
              wipeTable: true,
              partitions: [
                { label: `${first[0]}-${index + 1}`, ...first[1] },
                { label: `esp-${index + 1}`, ...EFI },
                { label: `boot-${index + 1}`, ...BOOT },
                { label: `root-${index + 1}` },
              ],
            },
            [...disk.because, because.mirror],
          ),
      ),
      raid: new Told(
        [
          // Its own notes at the end, so that GRUB can read it without knowing what a mirror is.
          { name: 'md-boot', level: 'raid1', devices: parts('boot'), options: ['--metadata=1.0'] },
          { name: 'md-root', level: 'raid1', devices: parts('root') },
        ],
        why,
      ),
      filesystems: new Told(
        [
          ...numbers.map((number) =>
            fileSystemOn(`/dev/disk/by-partlabel/esp-${number}`, 'vfat', `esp-${number}`),
          ),
          fileSystemOn('/dev/md/md-boot', 'ext4', 'boot'),
          fileSystemOn('/dev/md/md-root', fileSystem, 'root'),
        ],
        why,
      ),
    };
  }
  if (fileSystem === system.fileSystem) return {};
  return {
    filesystems: new Told(
      [fileSystemOn('/dev/disk/by-partlabel/root', fileSystem, 'root')],
      [...layout.because, because.root],
    ),
  };
}

function fileSystemOn(device: string, format: string, label: string): Members {
  return { device, format, wipeFilesystem: true, label };
}

function joined(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
