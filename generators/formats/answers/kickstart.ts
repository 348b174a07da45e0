import { linesOf, type Line } from '../../artifact.ts';
import { bytesOf, volumeName, type Install } from '../../plan/install.ts';
import { wrote } from '../../inventory/inventory.ts';
import { KICKSTART_FILE } from '../../plan/answers/kickstart.ts';
import type { Reason } from '../../reason.ts';
import { diskChoice, diskVariable } from './disk-choice.ts';
import { takenFaults } from './faults.ts';
import { reportSteps } from './first-boot.ts';
import { Slots, type AnswersFormat, type Fault } from './format.ts';
import { rulesOf } from './rules.ts';
import { hereDocument } from './shell.ts';

/*
 * Kickstart for Anaconda: Fedora 34 and newer, and RHEL 9 and 10 with their relatives. A line is split into words as a shell
 * does it, and # begins a comment, so every value stands in double quotes, where only " and \ mean something.
 * Source: https://github.com/pykickstart/pykickstart/blob/r3.74/docs/kickstart-docs.rst
 */

/** The documentation of a command stands in its source. */
const PYKICKSTART = 'https://github.com/pykickstart/pykickstart/blob/r3.74/pykickstart';

/** Where %pre writes what depends on the names of the disks. */
const DISKS_FILE = '/tmp/bootbook-disks.ks';
const MIB = 2 ** 20;
const BOOT_MIB = 1024;
const ESP_MIB = 600;

const rule = rulesOf('kickstart', '/howto/unattended-rhel/');

const because = {
  textMode: rule(
    'text',
    'In text mode the installer works on a serial console as well, and what it cannot answer by itself is asked there.',
    `${PYKICKSTART}/commands/displaymode.py`,
  ),
  bootCard: rule(
    'boot-card',
    'The installed system gets its address as the installer did: by DHCP on the card that booted.',
    `${PYKICKSTART}/commands/network.py`,
  ),
  siteTime: rule(
    'time',
    "The site's own time servers, in the place of the distribution's.",
    `${PYKICKSTART}/commands/timesource.py`,
  ),
  rootLocked: rule(
    'root-locked',
    'Nobody logs in as root by password.',
    `${PYKICKSTART}/commands/rootpw.py`,
  ),
  sudoWithout: rule(
    'sudo-without-password',
    'sudo asks for the password of the user; one who has none could never give it, so it does not ask.',
    'https://www.sudo.ws/docs/man/sudoers.man/#NOPASSWD_and_PASSWD',
  ),
  onlyThese: rule(
    'only-these-disks',
    'The installer sees no disk but the chosen ones. Their names are known only on the machine, so %pre writes these lines there.',
    `${PYKICKSTART}/commands/ignoredisk.py`,
  ),
  newLabel: rule(
    'gpt',
    'The disk gets a new partition table, a GPT whatever its size is; a BIOS then needs a partition for the boot loader.',
    `${PYKICKSTART}/commands/bootloader.py`,
  ),
  mirroredEsp: rule(
    'mirrored-esp',
    'The EFI system partition is mirrored as well, so that either disk can boot alone.',
    'https://github.com/rhinstaller/anaconda/blob/8eddd3c95d28e34079a80b5f2019b838697b6b77/pyanaconda/modules/storage/platform.py',
  ),
  separateBoot: rule(
    'boot',
    'The boot loader reads kernels from a /boot of its own, outside of volumes and of what is encrypted.',
    `${PYKICKSTART}/commands/raid.py`,
  ),
  minimal: rule(
    'core',
    'The group @core is always installed. These packages come to it, and what they need.',
    `${PYKICKSTART}/sections.py`,
  ),
  sshServer: rule(
    'ssh',
    'The OpenSSH server runs, and the firewall lets it be reached.',
    `${PYKICKSTART}/commands/firewall.py`,
  ),
  holds: rule(
    'pre',
    'When this script fails the installation is over. It waits before that, because a machine that starts anew would come here again.',
    `${PYKICKSTART}/sections.py`,
  ),
  reboots: rule(
    'reboot',
    'Without this word the installer would wait for a key when it is done.',
    `${PYKICKSTART}/commands/reboot.py`,
  ),
} as const;

export const kickstart: AnswersFormat = {
  check: (install) => [...faultsOf(install)],
  emit(install) {
    const slots = new Slots();
    const lines = [
      ...commands(install),
      ...users(install, slots),
      ...storage(install, slots),
      ...packages(install),
      ...before(install),
      ...after(install),
    ];
    return [{ name: KICKSTART_FILE, language: 'kickstart', lines, secrets: slots.all }];
  },
};

/** Accounts and groups that the package setup makes, in /etc/passwd and /etc/group of Rocky Linux 9. */
const TAKEN = new Set(
  'root bin daemon sys adm tty disk lp mem kmem wheel sync shutdown halt cdrom mail man operator dialout floppy games tape kvm video ftp lock audio users nobody utmp utempter ssh_keys input render sgx'.split(
    ' ',
  ),
);

function* faultsOf({ source, users: all, profile }: Install): Generator<Fault> {
  if (source === undefined)
    yield {
      value: { value: profile, because: [wrote(profile, 'install')] },
      text: {
        code: 'install-source',
        message: `${profile.id} does not say where the tree of the distribution is.`,
        expected: 'source: with the URL of a tree that has images/install.img',
        advice: 'Name a mirror, or a web server of yours that has the files of the DVD.',
      },
    };
  yield* takenFaults(
    all,
    TAKEN,
    'The system has an account or a group of this name from the start.',
  );
}

function* commands(install: Install): Generator<Line> {
  const { host, hostName, domain, locale, keyboard, timezone, source, profile, ntp } = install;
  const { value: name } = hostName;
  yield* linesOf(
    hostName.because,
    `# ${name}, profile ${profile.id}. Written by Bootbook: edit the inventory of the runbook, not this file.`,
  );
  yield line('text', [because.textMode]);
  if (source !== undefined) yield line(`url --url=${word(source.value)}`, source.because);
  yield line(`lang ${word(locale.value)}`, locale.because);
  yield line(`keyboard --xlayouts=${word(keyboard.value)}`, keyboard.because);
  yield line(`timezone ${word(timezone.value)} --utc`, timezone.because);
  for (const { value, because: why } of ntp)
    yield line(`timesource --ntp-server=${word(value)}`, [...why, because.siteTime]);
  const family = host.ipv6 ? '--noipv4 --ipv6=dhcp' : '--bootproto=dhcp';
  yield line(
    `network ${family} --device=${word(host.interface.mac)} --hostname=${word(`${name}.${domain.value}`)} --activate`,
    [...hostName.because, ...domain.because, because.bootCard],
  );
  yield* linesOf(
    [because.sshServer],
    'firewall --enabled --service=ssh',
    'services --enabled=sshd',
  );
  yield line('reboot', [because.reboots]);
}

function* users({ users: all, rootKeys }: Install, slots: Slots): Generator<Line> {
  yield* linesOf([because.rootLocked], '', 'rootpw --lock');
  for (const { value, because: why } of rootKeys)
    yield line(`sshkey --username=root ${word(value)}`, why);
  for (const user of all) {
    const password =
      user.password === undefined
        ? '--lock'
        : `--iscrypted --password=${word(slots.hash(user.password))}`;
    yield line(
      `user --name=${word(user.name)} --gecos=${word(user.fullName)}${user.sudo ? ' --groups=wheel' : ''} ${password}`,
      user.because,
    );
    for (const { value, because: why } of user.sshKeys)
      yield line(`sshkey --username=${word(user.name)} ${word(value)}`, why);
  }
}

function* storage(install: Install, slots: Slots): Generator<Line> {
  const { layout, disks } = install;
  const { kind, fileSystem, swap, root, volumes, group, key } = layout.value;
  const { because: why } = layout;
  const system = `--fstype=${fileSystem}`;
  yield* linesOf([because.newLabel], '', 'zerombr');
  yield line(`%include ${DISKS_FILE}`, [
    ...disks.flatMap((disk) => disk.because),
    because.onlyThese,
  ]);
  if (kind === 'raid1') return;
  yield starter(install);
  if (kind === 'plain') {
    if (swap !== undefined) yield line(`part swap --fstype=swap --size=${mib(swap)}`, why);
    yield line(`part / ${system} --size=${BOOT_MIB} --grow`, why);
    return;
  }
  yield line(`part /boot --fstype=ext4 --size=${BOOT_MIB}`, [...why, because.separateBoot]);
  const locked =
    key === undefined
      ? ''
      : ` --encrypted --luks-version=luks2 --passphrase=${slots.plain(key.secret, word)}`;
  yield line(`part pv.1 --fstype=lvmpv --size=${BOOT_MIB} --grow${locked}`, why);
  yield line(`volgroup ${word(group)} pv.1`, why);
  const volume = (mount: string, name: string, type: string, size: string) =>
    line(`logvol ${mount} --vgname=${word(group)} --name=${name} ${type} ${size}`, why);
  if (swap !== undefined) yield volume('swap', 'swap', '--fstype=swap', `--size=${mib(swap)}`);
  for (const { mount, size } of volumes)
    yield volume(mount, volumeName(mount), system, `--size=${mib(size)}`);
  yield volume(
    '/',
    'root',
    system,
    root === undefined ? `--size=${BOOT_MIB} --grow` : `--size=${mib(root)}`,
  );
}

/** What the firmware starts from. */
function starter({ firmware, layout }: Install): Line {
  return firmware === 'bios'
    ? line('part biosboot --fstype=biosboot --size=1', [because.newLabel])
    : line(`part /boot/efi --fstype=efi --size=${ESP_MIB}`, layout.because);
}

/** The lines that need the names of disks, as %pre writes them: `$disk1` becomes a name there. */
function* diskLines({ disks, layout, firmware }: Install): Generator<string> {
  const names = disks.map((_, index) => `$${diskVariable(index)}`);
  const all = names.join(',');
  yield `ignoredisk --only-use=${all}`;
  yield `clearpart --all --initlabel --disklabel=gpt --drives=${all}`;
  yield `bootloader --boot-drive=${names[0] ?? ''}`;
  const { kind, fileSystem, swap } = layout.value;
  if (kind !== 'raid1') return;
  const members = (id: string, size: string) =>
    names.map((name, index) => `part raid.${id}${index + 1} ${size} --ondisk=${name}`);
  const array = (mount: string, id: string, type: string) =>
    `raid ${mount} --device=${id} --level=RAID1 --fstype=${type} ${names.map((_, index) => `raid.${id}${index + 1}`).join(' ')}`;
  if (firmware === 'bios')
    yield* names.map((name) => `part biosboot --fstype=biosboot --size=1 --ondisk=${name}`);
  else yield* members('efi', `--size=${ESP_MIB}`);
  if (swap !== undefined) yield* members('swap', `--size=${mib(swap)}`);
  yield* members('root', `--size=${BOOT_MIB} --grow`);
  if (firmware !== 'bios') yield array('/boot/efi', 'efi', 'efi');
  if (swap !== undefined) yield array('swap', 'swap', 'swap');
  yield array('/', 'root', fileSystem);
}

function* packages({ packages: all, users: accounts }: Install): Generator<Line> {
  yield* linesOf([because.minimal], '', '%packages');
  yield line('openssh-server', [because.sshServer]);
  const admins = accounts.filter(({ sudo }) => sudo);
  if (admins.length > 0)
    yield line(
      'sudo',
      admins.flatMap((each) => each.because),
    );
  // Names and groups are held to letters that mean nothing here; quotes would become part of the name.
  for (const { value, because: why } of all) yield line(value, why);
  yield line('%end', [because.minimal]);
}

function* before(install: Install): Generator<Line> {
  const { disks, layout, firmware } = install;
  const own: Reason[] = [
    ...disks.flatMap((each) => each.because),
    ...layout.because,
    because.onlyThese,
    because.newLabel,
    ...(layout.value.kind === 'raid1' && firmware !== 'bios' ? [because.mirroredEsp] : []),
  ];
  yield* linesOf([because.holds], '', '%pre --erroronfail --log=/tmp/bootbook-pre.log');
  yield* diskChoice(disks, ['while sleep 600; do :; done']);
  yield* linesOf(own, `cat > ${DISKS_FILE} <<END`, ...diskLines(install), 'END');
  yield line('%end', [because.holds]);
}

function* after({ users: all, report }: Install): Generator<Line> {
  const without = all.filter(({ sudo, password }) => sudo && password === undefined);
  if (without.length === 0 && report === undefined) return;
  const own = [...without.flatMap((each) => each.because), ...(report?.because ?? [])];
  yield* linesOf(own, '', '%post --erroronfail --log=/root/bootbook-post.log', 'set -e');
  for (const { name, because: why } of without)
    yield* linesOf(
      [...why, because.sudoWithout],
      ...hereDocument(`/etc/sudoers.d/bootbook-${name}`, [`${name} ALL=(ALL) NOPASSWD: ALL`]),
      `chmod 0440 /etc/sudoers.d/bootbook-${name}`,
    );
  if (report !== undefined) yield* linesOf(report.because, ...reportSteps(report.value));
  yield line('%end', own);
}

/**
 * A word as Python's shlex reads it: between double quotes a backslash makes " and itself ordinary, and nothing else means
 * anything, not even $ and #.
 * Source: https://docs.python.org/3/library/shlex.html#parsing-rules
 */
export function word(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Whole MiB, so that at least the wanted size is there. */
function mib(size: string): number {
  return Math.ceil(bytesOf(size) / MIB);
}

function line(text: string, because: readonly Reason[]): Line {
  return { text, because };
}
