import type { Line } from '../../artifact.ts';
import { bytesOf, volumeName, type Install } from '../../plan/install.ts';
import { wrote } from '../../inventory/inventory.ts';
import { KICKSTART_FILE } from '../../plan/answers/kickstart.ts';
import type { Reason, Rule } from '../../reason.ts';
import { diskChoice, diskVariable } from './disk-choice.ts';
import { REPORT_SCRIPT, REPORT_UNIT, reportScript, reportUnit } from './first-boot.ts';
import { Slots, type AnswersFormat, type Fault } from './format.ts';
import { hereDocument } from './shell.ts';

/*
 * Kickstart for Anaconda: Fedora 34 and newer, and RHEL 9 and 10 with their relatives. A line is split into words as a shell
 * does it, and # begins a comment, so every value stands in double quotes, where only " and \ mean something.
 * Source: https://github.com/pykickstart/pykickstart/blob/r3.74/docs/kickstart-docs.rst
 */

const PAGE = '/howto/unattended-rhel/';
/** The documentation of a command stands in its source. */
const PYKICKSTART = 'https://github.com/pykickstart/pykickstart/blob/r3.74/pykickstart';

/** Where %pre writes what depends on the names of the disks. */
const DISKS_FILE = '/tmp/bootbook-disks.ks';
const MIB = 2 ** 20;
const BOOT_MIB = 1024;
const ESP_MIB = 600;

const textMode: Rule = {
  id: 'kickstart-text',
  says: 'In text mode the installer works on a serial console as well, and what it cannot answer by itself is asked there.',
  page: PAGE,
  source: `${PYKICKSTART}/commands/displaymode.py`,
};

const bootCard: Rule = {
  id: 'kickstart-boot-card',
  says: 'The installed system gets its address as the installer did: by DHCP on the card that booted.',
  page: PAGE,
  source: `${PYKICKSTART}/commands/network.py`,
};

const siteTime: Rule = {
  id: 'kickstart-time',
  says: "The site's own time servers, in the place of the distribution's.",
  page: PAGE,
  source: `${PYKICKSTART}/commands/timesource.py`,
};

const rootLocked: Rule = {
  id: 'kickstart-root-locked',
  says: 'Nobody logs in as root by password.',
  page: PAGE,
  source: `${PYKICKSTART}/commands/rootpw.py`,
};

const sudoWithout: Rule = {
  id: 'kickstart-sudo-without-password',
  says: 'sudo asks for the password of the user; one who has none could never give it, so it does not ask.',
  page: PAGE,
  source: 'https://www.sudo.ws/docs/man/sudoers.man/#NOPASSWD_and_PASSWD',
};

const onlyThese: Rule = {
  id: 'kickstart-only-these-disks',
  says: 'The installer sees no disk but the chosen ones. Their names are known only on the machine, so %pre writes these lines there.',
  page: PAGE,
  source: `${PYKICKSTART}/commands/ignoredisk.py`,
};

const newLabel: Rule = {
  id: 'kickstart-gpt',
  says: 'The disk gets a new partition table, a GPT whatever its size is; a BIOS then needs a partition for the boot loader.',
  page: PAGE,
  source: `${PYKICKSTART}/commands/bootloader.py`,
};

const mirroredEsp: Rule = {
  id: 'kickstart-mirrored-esp',
  says: 'The EFI system partition is mirrored as well, so that either disk can boot alone.',
  page: PAGE,
  source:
    'https://github.com/rhinstaller/anaconda/blob/8eddd3c95d28e34079a80b5f2019b838697b6b77/pyanaconda/modules/storage/platform.py',
};

const separateBoot: Rule = {
  id: 'kickstart-boot',
  says: 'The boot loader reads kernels from a /boot of its own, outside of volumes and of what is encrypted.',
  page: PAGE,
  source: `${PYKICKSTART}/commands/raid.py`,
};

const minimal: Rule = {
  id: 'kickstart-core',
  says: 'The group @core is always installed. These packages come to it, and what they need.',
  page: PAGE,
  source: `${PYKICKSTART}/sections.py`,
};

const sshServer: Rule = {
  id: 'kickstart-ssh',
  says: 'The OpenSSH server runs, and the firewall lets it be reached.',
  page: PAGE,
  source: `${PYKICKSTART}/commands/firewall.py`,
};

const holds: Rule = {
  id: 'kickstart-pre',
  says: 'When this script fails the installation is over. It waits before that, because a machine that starts anew would come here again.',
  page: PAGE,
  source: `${PYKICKSTART}/sections.py`,
};

const reboots: Rule = {
  id: 'kickstart-reboot',
  says: 'Without this word the installer would wait for a key when it is done.',
  page: PAGE,
  source: `${PYKICKSTART}/commands/reboot.py`,
};

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
  for (const { name, because } of all)
    if (TAKEN.has(name))
      yield {
        value: { value: name, because },
        text: {
          code: 'install-user-taken',
          message: 'The system has an account or a group of this name from the start.',
          expected: 'another name',
          received: name,
          advice: 'Choose another name.',
        },
      };
}

function* commands(install: Install): Generator<Line> {
  const { host, hostName, domain, locale, keyboard, timezone, source, profile, ntp } = install;
  const { value: name } = hostName;
  yield* texts(
    hostName.because,
    `# ${name}, profile ${profile.id}. Written by Bootbook: edit the inventory of the runbook, not this file.`,
  );
  yield line('text', rule(textMode));
  if (source !== undefined) yield line(`url --url=${word(source.value)}`, source.because);
  yield line(`lang ${word(locale.value)}`, locale.because);
  yield line(`keyboard --xlayouts=${word(keyboard.value)}`, keyboard.because);
  yield line(`timezone ${word(timezone.value)} --utc`, timezone.because);
  for (const { value, because } of ntp)
    yield line(`timesource --ntp-server=${word(value)}`, [...because, ...rule(siteTime)]);
  const family = host.ipv6 ? '--noipv4 --ipv6=dhcp' : '--bootproto=dhcp';
  yield line(
    `network ${family} --device=${word(host.interface.mac)} --hostname=${word(`${name}.${domain.value}`)} --activate`,
    [...hostName.because, ...domain.because, ...rule(bootCard)],
  );
  yield* texts(rule(sshServer), 'firewall --enabled --service=ssh', 'services --enabled=sshd');
  yield line('reboot', rule(reboots));
}

function* users({ users: all, rootKeys }: Install, slots: Slots): Generator<Line> {
  yield* texts(rule(rootLocked), '', 'rootpw --lock');
  for (const { value, because } of rootKeys)
    yield line(`sshkey --username=root ${word(value)}`, because);
  for (const user of all) {
    const password =
      user.password === undefined
        ? '--lock'
        : `--iscrypted --password=${word(slots.hash(user.password))}`;
    yield line(
      `user --name=${word(user.name)} --gecos=${word(user.fullName)}${user.sudo ? ' --groups=wheel' : ''} ${password}`,
      user.because,
    );
    for (const { value, because } of user.sshKeys)
      yield line(`sshkey --username=${word(user.name)} ${word(value)}`, because);
  }
}

function* storage(install: Install, slots: Slots): Generator<Line> {
  const { layout, disks } = install;
  const { kind, fileSystem, swap, root, volumes, group, key } = layout.value;
  const { because } = layout;
  const system = `--fstype=${fileSystem}`;
  yield* texts(rule(newLabel), '', 'zerombr');
  yield line(`%include ${DISKS_FILE}`, [
    ...disks.flatMap((disk) => disk.because),
    ...rule(onlyThese),
  ]);
  if (kind === 'raid1') return;
  yield starter(install);
  if (kind === 'plain') {
    if (swap !== undefined) yield line(`part swap --fstype=swap --size=${mib(swap)}`, because);
    yield line(`part / ${system} --size=${BOOT_MIB} --grow`, because);
    return;
  }
  yield line(`part /boot --fstype=ext4 --size=${BOOT_MIB}`, [...because, ...rule(separateBoot)]);
  const locked =
    key === undefined
      ? ''
      : ` --encrypted --luks-version=luks2 --passphrase=${slots.plain(key.secret, word)}`;
  yield line(`part pv.1 --fstype=lvmpv --size=${BOOT_MIB} --grow${locked}`, because);
  yield line(`volgroup ${word(group)} pv.1`, because);
  const volume = (mount: string, name: string, type: string, size: string) =>
    line(`logvol ${mount} --vgname=${word(group)} --name=${name} ${type} ${size}`, because);
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
    ? line('part biosboot --fstype=biosboot --size=1', rule(newLabel))
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
  yield* texts(rule(minimal), '', '%packages');
  yield line('openssh-server', rule(sshServer));
  const admins = accounts.filter(({ sudo }) => sudo);
  if (admins.length > 0)
    yield line(
      'sudo',
      admins.flatMap(({ because }) => because),
    );
  // Names and groups are held to letters that mean nothing here; quotes would become part of the name.
  for (const { value, because } of all) yield line(value, because);
  yield line('%end', rule(minimal));
}

function* before(install: Install): Generator<Line> {
  const { disks, layout, firmware } = install;
  const own: Reason[] = [
    ...disks.flatMap(({ because }) => because),
    ...layout.because,
    ...rule(onlyThese, newLabel),
    ...(layout.value.kind === 'raid1' && firmware !== 'bios' ? rule(mirroredEsp) : []),
  ];
  yield* texts(rule(holds), '', '%pre --erroronfail --log=/tmp/bootbook-pre.log');
  yield* diskChoice(disks, ['while sleep 600; do :; done']);
  yield* texts(own, `cat > ${DISKS_FILE} <<END`, ...diskLines(install), 'END');
  yield line('%end', rule(holds));
}

function* after({ users: all, report }: Install): Generator<Line> {
  const without = all.filter(({ sudo, password }) => sudo && password === undefined);
  if (without.length === 0 && report === undefined) return;
  const own = [...without.flatMap(({ because }) => because), ...(report?.because ?? [])];
  yield* texts(own, '', '%post --erroronfail --log=/root/bootbook-post.log', 'set -e');
  for (const { name, because } of without)
    yield* texts(
      [...because, ...rule(sudoWithout)],
      ...hereDocument(`/etc/sudoers.d/bootbook-${name}`, [`${name} ALL=(ALL) NOPASSWD: ALL`]),
      `chmod 0440 /etc/sudoers.d/bootbook-${name}`,
    );
  if (report !== undefined)
    yield* texts(
      report.because,
      'mkdir -p /etc/bootbook',
      ...hereDocument(REPORT_SCRIPT, reportScript(report.value)),
      `chmod 0755 ${REPORT_SCRIPT}`,
      ...hereDocument(`/etc/systemd/system/${REPORT_UNIT}`, reportUnit()),
      `systemctl enable ${REPORT_UNIT}`,
    );
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

function texts(because: readonly Reason[], ...all: readonly string[]): Line[] {
  return all.map((text) => ({ text, because }));
}

function rule(...all: readonly Rule[]): Reason[] {
  return all.map((each) => ({ kind: 'rule', rule: each }));
}
