import { AGAMA_FILE } from '../../plan/answers/agama.ts';
import { bytesOf, volumeName, type Install, type InstallUser } from '../../plan/install.ts';
import type { Sourced } from '../../reason.ts';
import { reportSteps } from './first-boot.ts';
import { Slots, type AnswersFormat, type Fault } from './format.ts';
import { jsonLines, Told, type Json, type Members } from './json.ts';
import { rulesOf } from './rules.ts';
import { hereDocument, shellWord } from './shell.ts';
import { suseFaults, suseSudo } from './suse.ts';

/*
 * A profile of Agama, the installer of openSUSE Leap 16 and SUSE Linux Enterprise 16. It is JSON, and has room for one user;
 * the others are made by a script.
 * Source: https://github.com/agama-project/agama/blob/f0b1e9c1d788a457bf93c9ea4d0262a05d31fe6a/rust/share/profile.schema.json
 */

const SHARE =
  'https://github.com/agama-project/agama/blob/f0b1e9c1d788a457bf93c9ea4d0262a05d31fe6a/rust/share';

const rule = rulesOf('agama', '/howto/unattended-suse/');

const because = {
  form: rule(
    'form',
    'The installer takes the whole description from this one file.',
    `${SHARE}/profile.schema.json`,
  ),
  unasked: rule(
    'unasked',
    'Nobody sits there, so each question gets its default answer.',
    `${SHARE}/profile.schema.json`,
  ),
  disk: rule(
    'disk',
    'The disk of this name, and no other. If there is none, the installer stops.',
    `${SHARE}/storage.schema.json`,
  ),
  erase: rule(
    'erase',
    'Every partition that is there goes. What the firmware needs, the installer adds.',
    `${SHARE}/storage.schema.json`,
  ),
  locked: rule(
    'locked',
    'An account whose password is ! has none that fits.',
    `${SHARE}/profile.schema.json`,
  ),
  late: rule(
    'late',
    'What the profile has no words for is done by a script in the installed system, before it starts for the first time.',
    `${SHARE}/profile.schema.json`,
  ),
} as const;

const GIB = 2 ** 30;
/** What remains goes to the part that has a least size and no greatest one. */
const REST: Json = { min: 3 * GIB };

export const agama: AnswersFormat = {
  check: (install) => [...faultsOf(install)],
  emit(install) {
    const slots = new Slots();
    return [
      {
        name: AGAMA_FILE,
        language: 'json',
        lines: [...jsonLines(profileOf(install, slots), [because.form])],
        secrets: slots.all,
      },
    ];
  },
};

function* faultsOf(install: Install): Generator<Fault> {
  const { source, profile, disks } = install;
  const nowhere: Sourced<unknown> = { value: undefined, because: [] };
  if (source === undefined)
    yield {
      value: nowhere,
      text: {
        code: 'install-source',
        message: `Agama is a live system that has to be fetched, and ${profile.id} does not say from where.`,
        expected: 'install.source: the URL of its squashfs.img, or of its ISO',
        received: 'nothing',
        advice: 'Add `source`.',
      },
    };
  if (profile.install?.product === undefined)
    yield {
      value: nowhere,
      text: {
        code: 'install-product',
        message: `Agama installs several products, and ${profile.id} does not say which.`,
        expected: 'install.product, such as openSUSE_Leap, SLES or Tumbleweed',
        received: 'nothing',
        advice: 'Add `product`.',
      },
    };
  for (const disk of disks)
    if (!('path' in disk.value))
      yield {
        value: disk,
        text: {
          code: 'install-unable',
          message:
            'Agama knows no serial numbers, and of several disks whose size fits it takes any.',
          expected: '{ path: /dev/disk/by-id/… }, which has the serial number in it',
          received: Object.keys(disk.value).join(),
          advice: 'Give the disk by path.',
        },
      };
  yield* suseFaults(install, '@minimal_base');
}

function profileOf(install: Install, slots: Slots): Json {
  const { profile, hostName, locale, keyboard, timezone, ntp, rootKeys } = install;
  const [first] = install.users;
  return {
    product: { id: profile.install?.product ?? '' },
    questions: new Told({ policy: 'auto' }, [because.unasked]),
    hostname: new Told({ static: hostName.value }, hostName.because),
    localization: {
      language: new Told(locale.value, locale.because),
      keyboard: new Told(keyboard.value, keyboard.because),
      timezone: new Told(timezone.value, timezone.because),
    },
    ...(ntp.length > 0 && {
      ntp: {
        sources: ntp.map(
          ({ value, because: why }) =>
            new Told({ type: 'server', address: value, iburst: true }, why),
        ),
      },
    }),
    user: new Told(
      {
        fullName: first!.fullName,
        userName: first!.name,
        password: first!.password === undefined ? '!' : slots.hash(first!.password),
        hashedPassword: true,
        ...keysOf(first!.sshKeys),
      },
      first!.because,
    ),
    root: new Told({ password: '!', hashedPassword: true, ...keysOf(rootKeys) }, [because.locked]),
    software: software(install),
    storage: new Told(storage(install, slots), install.layout.because),
    scripts: {
      post: new Told(
        [{ name: 'bootbook-late', chroot: true, content: lateScript(install, slots) }],
        [
          because.late,
          ...install.users.flatMap((user) => user.because),
          ...(install.report?.because ?? []),
        ],
      ),
    },
  };
}

function keysOf(keys: readonly Sourced<string>[]): Members {
  if (keys.length === 0) return {};
  return { sshPublicKey: keys.map(({ value, because: why }) => new Told(value, why)) };
}

function software({ packages, users }: Install): Json {
  const told = (each: Sourced<string>): Json =>
    new Told(each.value.replace(/^@/, ''), each.because);
  const names = packages.filter(({ value }) => !value.startsWith('@'));
  const sudoer = users.find(({ sudo }) => sudo);
  if (sudoer !== undefined && !names.some(({ value }) => value === 'sudo'))
    names.push({ value: 'sudo', because: sudoer.because });
  return {
    patterns: { add: packages.filter(({ value }) => value.startsWith('@')).map(told) },
    packages: [{ value: 'openssh-server', because: [because.form] }, ...names].map(told),
  };
}

function storage({ disks, layout: { value: layout } }: Install, slots: Slots): Members {
  const { kind, fileSystem, swap, root, volumes, key } = layout;
  const drive = (disk: Sourced<Install['disks'][number]['value']>, parts: readonly Json[]): Json =>
    new Told(
      {
        search: {
          condition: { name: 'path' in disk.value ? disk.value.path : '' },
          ifNotFound: 'error',
        },
        ptableType: 'gpt',
        partitions: [new Told({ search: '*', delete: true }, [because.erase]), ...parts],
      },
      [...disk.because, because.disk],
    );
  if (kind === 'plain')
    return {
      drives: disks.map((disk) =>
        drive(disk, [
          ...(swap === undefined ? [] : [{ size: bytesOf(swap), ...mounted('swap', 'swap') }]),
          { size: REST, ...mounted(fileSystem, '/') },
        ]),
      ),
    };
  if (kind === 'raid1') {
    const members = (name: string): string[] => disks.map((_, index) => `${name}-${index + 1}`);
    const mirror = (name: string, type: string, path: string): Json => ({
      name,
      level: 'raid1',
      devices: members(name),
      ...mounted(type, path),
    });
    return {
      drives: disks.map((disk, index) =>
        drive(disk, [
          ...(swap === undefined
            ? []
            : [{ alias: members('swap')[index]!, id: 'raid', size: bytesOf(swap) }]),
          { alias: members('root')[index]!, id: 'raid', size: REST },
        ]),
      ),
      mdRaids: [
        ...(swap === undefined ? [] : [mirror('swap', 'swap', 'swap')]),
        mirror('root', fileSystem, '/'),
      ],
    };
  }
  return {
    drives: disks.map((disk) =>
      drive(disk, [
        { size: GIB, ...mounted('ext4', '/boot') },
        {
          alias: 'pv',
          id: 'lvm',
          size: REST,
          ...(key !== undefined && {
            encryption: { luks2: { password: slots.plain(key.secret, stringText) } },
          }),
        },
      ]),
    ),
    volumeGroups: [
      {
        name: layout.group ?? 'system',
        physicalVolumes: ['pv'],
        logicalVolumes: [
          ...(swap === undefined
            ? []
            : [{ name: 'swap', size: bytesOf(swap), ...mounted('swap', 'swap') }]),
          ...volumes.map(({ mount, size }) => ({
            name: volumeName(mount),
            size: bytesOf(size),
            ...mounted(fileSystem, mount),
          })),
          {
            name: 'root',
            size: root === undefined ? REST : bytesOf(root),
            ...mounted(fileSystem, '/'),
          },
        ],
      },
    ],
  };
}

function mounted(type: string, path: string): Members {
  return { filesystem: { type, path } };
}

/** A text as it stands between the quotes of a string. */
function stringText(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

function lateScript({ users, report }: Install, slots: Slots): string {
  return [
    '#!/bin/sh',
    'set -eu',
    ...users.flatMap((user, index) => userLines(user, index === 0, slots)),
    'systemctl enable sshd',
    ...(report === undefined ? [] : reportSteps(report.value)),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function userLines(user: InstallUser, first: boolean, slots: Slots): string[] {
  const { name, fullName, password, sshKeys, sudo } = user;
  const lines: string[] = [];
  if (!first) {
    const hash = password === undefined ? '' : ` --password '${slots.hash(password)}'`;
    lines.push(`useradd --create-home --comment ${shellWord(fullName)}${hash} ${name}`);
    if (sshKeys.length > 0)
      lines.push(
        `install -d -m 0700 -o ${name} /home/${name}/.ssh`,
        ...hereDocument(
          `/home/${name}/.ssh/authorized_keys`,
          sshKeys.map(({ value }) => value),
        ),
        `chown ${name} /home/${name}/.ssh/authorized_keys`,
        `chmod 0600 /home/${name}/.ssh/authorized_keys`,
      );
  }
  if (sudo) lines.push(...suseSudo(user));
  return lines;
}
