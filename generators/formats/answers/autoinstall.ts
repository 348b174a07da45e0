import { Scalar, stringify } from 'yaml';
import { linesOf, type Line } from '../../artifact.ts';
import { wrote } from '../../inventory/inventory.ts';
import { bytesOf, volumeName, type Install, type InstallUser } from '../../plan/install.ts';
import type { Reason } from '../../reason.ts';
import { debianGroups, debianPackageFaults } from './debian.ts';
import { diskChoice, diskVariable } from './disk-choice.ts';
import { takenFaults } from './faults.ts';
import { REPORT_SCRIPT, REPORT_UNIT, reportScript, reportUnit } from './first-boot.ts';
import { Slots, type AnswersFormat, type Fault } from './format.ts';
import { rulesOf } from './rules.ts';

/*
 * Autoinstall for the installer of Ubuntu Server, 22.04 and newer: YAML that cloud-init fetches into the live system (user-data), and
 * that the installer, Subiquity, finds there. What the installed system is to do at its first boot is again YAML for cloud-init, below
 * the key user-data of that. Python reads both by the rules of YAML 1.1, where yes, on and 12:30 are no strings.
 * Source: https://github.com/canonical/subiquity/blob/main/doc/reference/autoinstall-reference.rst
 */

const REFERENCE =
  'https://github.com/canonical/subiquity/blob/main/doc/reference/autoinstall-reference.rst';
const NOCLOUD =
  'https://github.com/canonical/cloud-init/blob/main/doc/rtd/reference/datasources/nocloud.rst';
const CURTIN = 'https://curtin.readthedocs.io/en/latest/topics/storage.html';

const MIB = 2 ** 20;
const ESP = 600 * MIB;
const BOOT = 1024 * MIB;
const REST = -1;

const rule = rulesOf('autoinstall', '/howto/unattended-ubuntu/');

const because = {
  header: rule('header', 'cloud-init takes a file for its own by this first line.', NOCLOUD),
  version: rule('version', 'The only version of this language that there is.', REFERENCE),
  early: rule(
    'early',
    'These commands run before the installer looks at the disks. They write into its answers which disk is meant; it reads them again afterwards.',
    REFERENCE,
  ),
  stays: rule(
    'stand-in',
    'No machine has a disk of this name: if nothing was put in its place, the installer matches no disk and writes to none.',
    REFERENCE,
  ),
  card: rule(
    'card',
    'The installed system gets its address as the installer did: by DHCP on the card that booted.',
    REFERENCE,
  ),
  storage: rule(
    'storage',
    'Devices, partitions, file systems and mounts, each by an id that others refer to.',
    CURTIN,
  ),
  swap: rule('swap', 'The swap space is a file of the root file system; 0 is none.', REFERENCE),
  esps: rule(
    'esps',
    'Either disk has an EFI system partition with the boot loader, so that it can boot alone.',
    CURTIN,
  ),
  ssh: rule('ssh', 'The OpenSSH server takes keys and no passwords.', REFERENCE),
  firstBoot: rule(
    'first-boot',
    'What follows is for the installed system: cloud-init makes the users when it boots for the first time.',
    'https://github.com/canonical/subiquity/blob/main/doc/explanation/cloudinit-autoinstall-interaction.rst',
  ),
  locked: rule(
    'locked',
    'Without a password nobody logs in by one, and sudo has nothing to ask for.',
    'https://cloudinit.readthedocs.io/en/latest/reference/modules.html#users-and-groups',
  ),
  time: rule(
    'time',
    "The site's own time servers, in the place of Ubuntu's.",
    'https://cloudinit.readthedocs.io/en/latest/reference/modules.html#ntp',
  ),
  rootKeys: rule(
    'root-keys',
    'cloud-init would let these keys do no more than say that one has to log in as somebody else.',
    'https://cloudinit.readthedocs.io/en/latest/reference/modules.html#ssh',
  ),
  instance: rule(
    'instance',
    'cloud-init needs a name for the machine; the two files beside user-data have to be there, if only with little in them.',
    NOCLOUD,
  ),
} as const;

export const autoinstall: AnswersFormat = {
  check: (install) => [...faultsOf(install)],
  emit(install) {
    const slots = new Slots();
    const lines = [...userData(install, slots)];
    const name = install.hostName.value;
    const own = [...install.hostName.because, because.instance];
    return [
      { name: 'user-data', language: 'yaml', lines, secrets: slots.all },
      {
        name: 'meta-data',
        language: 'yaml',
        lines: [...yaml(0, { 'instance-id': name, 'local-hostname': name }, own)],
        secrets: [],
      },
      {
        name: 'vendor-data',
        language: 'yaml',
        lines: [...linesOf([because.header], '#cloud-config'), ...linesOf(own, '{}')],
        secrets: [],
      },
    ];
  },
};

/** And two accounts of base-passwd that have no group of their name. */
const TAKEN: ReadonlySet<string> = new Set([...debianGroups, 'nobody', 'sync']);

function* faultsOf({ source, packages, users, profile }: Install): Generator<Fault> {
  if (source === undefined)
    yield {
      value: { value: profile, because: [wrote(profile, 'install')] },
      text: {
        code: 'install-source',
        message: `${profile.id} does not say where the live system with Ubuntu's installer is.`,
        expected: 'source: with the URL of the ISO of Ubuntu Server',
        advice: 'Put the ISO on a web server of yours, and name it.',
      },
    };
  yield* debianPackageFaults(packages, 'Ubuntu');
  yield* takenFaults(users, TAKEN, 'Ubuntu has an account or a group of this name from the start.');
}

function* userData(install: Install, slots: Slots): Generator<Line> {
  const { hostName, profile, locale, keyboard, timezone, packages } = install;
  yield* linesOf([because.header], '#cloud-config');
  yield* linesOf(
    hostName.because,
    `# ${hostName.value}, profile ${profile.id}. Written by Bootbook: edit the inventory of the runbook, not this file.`,
    'autoinstall:',
  );
  yield* yaml(1, { version: 1 }, [because.version]);
  yield* early(install);
  yield* yaml(1, { locale: locale.value }, locale.because);
  yield* yaml(1, { keyboard: { layout: keyboard.value } }, keyboard.because);
  yield* yaml(1, { timezone: timezone.value }, timezone.because);
  yield* network(install);
  yield* storage(install, slots);
  yield* yaml(1, { ssh: { 'install-server': true, 'allow-pw': false } }, [because.ssh]);
  if (packages.length > 0)
    yield* linesOf(
      packages.flatMap((each) => each.because),
      '  packages:',
    );
  for (const { value, because: why } of packages) yield* yaml(2, [value], why);
  yield* firstBoot(install, slots);
}

/** A name that stands for a disk until the machine has chosen one. */
function standIn(index: number): string {
  return `/dev/bootbook-disk-${index + 1}`;
}

function* early({ disks }: Install): Generator<Line> {
  const why = [...disks.flatMap((disk) => disk.because), because.early];
  yield* linesOf(why, '  early-commands:', '    - |');
  const put = disks.map((_, index) => `s|${standIn(index)}|$${diskVariable(index)}|g`).join('; ');
  const script = [
    ...diskChoice(disks),
    { text: `sed -i "${put}" /autoinstall.yaml`, because: why },
  ];
  // A block of YAML holds every line as it is, if it is indented like the first.
  for (const { text, because: own } of script) yield { text: `      ${text}`, because: own };
}

function* network({ host }: Install): Generator<Line> {
  const { name, mac } = host.interface;
  const addresses = host.ipv6 ? { dhcp6: true } : { dhcp4: true };
  yield* yaml(
    1,
    {
      network: {
        version: 2,
        ethernets: { [name]: { match: { macaddress: mac }, ...addresses } },
      },
    },
    [...host.network.nextServer.because, because.card],
  );
}

/** One action of curtin's storage configuration. */
type Action = Readonly<Record<string, unknown>>;

function* storage({ layout, disks, firmware }: Install, slots: Slots): Generator<Line> {
  const { kind, fileSystem, swap, root, volumes, group, key } = layout.value;
  const why = [...layout.because, because.storage];
  yield* linesOf(why, '  storage:');
  const size = swap === undefined ? 0 : bytesOf(swap);
  yield* yaml(2, { swap: { size } }, [...layout.because, because.swap]);
  yield* linesOf(why, '    config:');
  const act = (...actions: readonly Action[]): Line[] => [...yaml(3, actions, why)];
  for (const [index, disk] of disks.entries())
    yield* yaml(3, [diskAction(index, firmware === 'bios')], [...disk.because, because.stays]);
  for (const index of disks.keys())
    yield* yaml(3, starter(index, firmware === 'bios'), [
      ...layout.because,
      ...(disks.length > 1 ? [because.esps] : [because.storage]),
    ]);

  if (kind === 'plain') {
    yield* act(partition('root', 0, REST), ...fileSystemOf('root', fileSystem, '/'));
  } else if (kind === 'raid1') {
    const members = disks.map((_, index) => partition(`root-${index + 1}`, index, REST));
    yield* act(
      ...members,
      {
        type: 'raid',
        id: 'root',
        name: 'md0',
        raidlevel: 'raid1',
        devices: members.map(({ id }) => id),
        preserve: false,
      },
      ...fileSystemOf('root', fileSystem, '/'),
    );
  } else {
    yield* act(partition('boot', 0, BOOT), ...fileSystemOf('boot', 'ext4', '/boot'));
    yield* act(partition('system', 0, REST));
    const inside = key === undefined ? 'system' : 'opened';
    if (key !== undefined)
      yield* act({
        type: 'dm_crypt',
        id: inside,
        volume: 'system',
        dm_name: 'crypt',
        key: plain(slots.plain(key.secret, quoted)),
        preserve: false,
      });
    yield* act({
      type: 'lvm_volgroup',
      id: 'group',
      name: group,
      devices: [inside],
      preserve: false,
    });
    const volume = (name: string, bytes: number, mount: string): Action[] => [
      {
        type: 'lvm_partition',
        id: `volume-${name}`,
        volgroup: 'group',
        name,
        size: bytes,
        preserve: false,
      },
      ...fileSystemOf(`volume-${name}`, fileSystem, mount),
    ];
    for (const { mount, size: wanted } of volumes)
      yield* act(...volume(volumeName(mount), wholeMib(wanted), mount));
    // Last, because only the last one may take what is left.
    yield* act(...volume('root', root === undefined ? REST : wholeMib(root), '/'));
  }
}

function diskAction(index: number, bios: boolean): Action {
  return {
    type: 'disk',
    id: `disk-${index + 1}`,
    path: standIn(index),
    ptable: 'gpt',
    wipe: 'superblock-recursive',
    preserve: false,
    grub_device: bios,
  };
}

/** What the firmware starts from, on one disk. Only the first EFI system partition is mounted; GRUB is put into each. */
function starter(index: number, bios: boolean): Action[] {
  if (bios) return [{ ...partition(`grub-${index + 1}`, index, MIB), flag: 'bios_grub' }];
  const id = `esp-${index + 1}`;
  const esp = { ...partition(id, index, ESP), flag: 'boot', grub_device: true };
  const [format, mount] = fileSystemOf(id, 'fat32', '/boot/efi');
  return index === 0 ? [esp, format!, mount!] : [esp, format!];
}

function partition(id: string, disk: number, size: number): Action {
  return {
    type: 'partition',
    id,
    device: `disk-${disk + 1}`,
    size,
    wipe: 'superblock',
    preserve: false,
  };
}

function fileSystemOf(volume: string, fstype: string, path: string): Action[] {
  const id = `format-${volume}`;
  return [
    { type: 'format', id, fstype, volume, preserve: false },
    { type: 'mount', id: `mount-${volume}`, device: id, path },
  ];
}

function* firstBoot(install: Install, slots: Slots): Generator<Line> {
  const { hostName, domain, users, rootKeys, ntp, report } = install;
  yield* linesOf([because.firstBoot], '  user-data:');
  yield* yaml(2, { hostname: hostName.value, fqdn: `${hostName.value}.${domain.value}` }, [
    ...hostName.because,
    ...domain.because,
  ]);
  if (ntp.length > 0)
    yield* yaml(2, { ntp: { servers: ntp.map(({ value }) => value) } }, [
      ...ntp.flatMap((each) => each.because),
      because.time,
    ]);
  const rootWhy = [...rootKeys.flatMap((each) => each.because), because.rootKeys];
  if (rootKeys.length > 0) yield* yaml(2, { disable_root: false }, rootWhy);
  yield* linesOf([because.firstBoot], '    users:');
  if (rootKeys.length > 0)
    yield* yaml(
      3,
      [{ name: 'root', ssh_authorized_keys: rootKeys.map(({ value }) => value) }],
      rootWhy,
    );
  for (const user of users)
    yield* yaml(
      3,
      [account(user, slots)],
      user.password === undefined ? [...user.because, because.locked] : user.because,
    );
  if (report === undefined) return;
  const why = report.because;
  const file = (path: string, permissions: string, lines: readonly string[]) => ({
    path,
    permissions,
    content: `${lines.join('\n')}\n`,
  });
  yield* yaml(
    2,
    {
      write_files: [
        file(REPORT_SCRIPT, '0755', reportScript(report.value)),
        file(`/etc/systemd/system/${REPORT_UNIT}`, '0644', reportUnit()),
      ],
      runcmd: [['systemctl', 'enable', '--now', '--no-block', REPORT_UNIT]],
    },
    why,
  );
}

function account({ name, fullName, sudo, password, sshKeys }: InstallUser, slots: Slots): object {
  return {
    name,
    gecos: fullName,
    shell: '/bin/bash',
    ...(sudo && {
      groups: ['sudo'],
      sudo: password === undefined ? 'ALL=(ALL) NOPASSWD:ALL' : 'ALL=(ALL) ALL',
    }),
    lock_passwd: password === undefined,
    ...(password !== undefined && { passwd: doubleQuoted(slots.hash(password)) }),
    ...(sshKeys.length > 0 && { ssh_authorized_keys: sshKeys.map(({ value }) => value) }),
  };
}

/** A scalar that stands unquoted, because what is put in its place brings quotes along. */
function plain(text: string): Scalar<string> {
  return typed(text, Scalar.PLAIN);
}

function doubleQuoted(text: string): Scalar<string> {
  return typed(text, Scalar.QUOTE_DOUBLE);
}

function typed(text: string, type: Scalar.Type): Scalar<string> {
  const scalar = new Scalar(text);
  scalar.type = type;
  return scalar;
}

/**
 * A text in the double quotes of YAML 1.1, all but the letters of ASCII as escapes: line breaks among them would be folded.
 * Source: https://yaml.org/spec/1.1/#id904245
 */
export function quoted(text: string): string {
  const inner = text.replaceAll(/[^ !#-[\]-~]/gu, (letter) => {
    const hex = letter.codePointAt(0)!.toString(16);
    return `\\U${hex.padStart(8, '0')}`;
  });
  return `"${inner}"`;
}

/** At least so many bytes, and whole MiB, as partitions are aligned. */
function wholeMib(size: string): number {
  return Math.ceil(bytesOf(size) / MIB) * MIB;
}

const INDENT = 2;

function* yaml(depth: number, value: unknown, reasons: readonly Reason[]): Generator<Line> {
  const text = stringify(value, { version: '1.1', lineWidth: 0, indent: INDENT });
  const margin = ' '.repeat(depth * INDENT);
  for (const each of text.trimEnd().split('\n'))
    yield { text: each === '' ? '' : margin + each, because: reasons };
}
