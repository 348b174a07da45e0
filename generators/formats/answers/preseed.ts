import { linesOf, type Line } from '../../artifact.ts';
import type { DiskData } from '../../inventory/install-schema.ts';
import { PRESEED_FILE } from '../../plan/answers/preseed.ts';
import { bytesOf, volumeName, type Install, type InstallUser } from '../../plan/install.ts';
import type { Sourced } from '../../reason.ts';
import { debianGroups, debianPackageFaults } from './debian.ts';
import { takenFaults } from './faults.ts';
import { reportSteps } from './first-boot.ts';
import { Slots, type AnswersFile, type AnswersFormat, type Fault } from './format.ts';
import { rulesOf } from './rules.ts';
import { hereDocument, shellWord } from './shell.ts';

/*
 * Answers for Debian's installer: questions of debconf, one a line, in preseed.cfg; which disk is meant, as a script that runs before
 * partman (disk.sh); and what debconf has no question for, as a script that runs when everything is installed (late.sh).
 *
 * A line is the owner of a question, the question, its type, and after one blank the answer, to the end of the line. There is no
 * quoting; a backslash at the end goes on with the next line. So what cannot stand there is refused.
 * Source: https://www.debian.org/releases/bookworm/amd64/apbs03.en.html
 */

const DISK_FILE = 'disk.sh';
const LATE_FILE = 'late.sh';
const DEBIAN = 'http://deb.debian.org/debian';

const rule = rulesOf('preseed', '/howto/unattended-debian/');

const GUIDE = 'https://www.debian.org/releases/bookworm/amd64/apbs04.en.html';
const RECIPE =
  'https://salsa.debian.org/installer-team/debian-installer/-/blob/master/doc/devel/partman-auto-recipe.txt';

const because = {
  form: rule(
    'form',
    'Each line answers one question of the installer; a question that has an answer is not asked.',
    'https://www.debian.org/releases/bookworm/amd64/apbs03.en.html',
  ),
  mirror: rule('mirror', "Nobody named a mirror, so it is Debian's own.", GUIDE),
  rootLocked: rule(
    'root-locked',
    'No password has the hash *, so nobody logs in to root by password. With ! in its place, user-setup 1.95 of Debian 12 asks for one.',
    'https://manpages.debian.org/bookworm/passwd/shadow.5.en.html',
  ),
  userLocked: rule(
    'user-locked',
    'An account whose password is ! has none that fits, so nobody logs in to it by password.',
    GUIDE,
  ),
  disk: rule(
    'disk',
    'A script finds the disk before partman starts. If not exactly one fits, it says so and waits, and nothing is written.',
    'https://www.debian.org/releases/bookworm/amd64/apbs05.en.html',
  ),
  erase: rule(
    'erase',
    'What is left of LVM, RAID and partitions on the disk goes without a question.',
    GUIDE,
  ),
  gpt: rule('gpt', 'A GPT, whose first partitions are for the firmware and GRUB.', GUIDE),
  recipe: rule(
    'recipe',
    'Each partition by its least size, its priority and its greatest size, in megabytes; -1 is all that is left.',
    RECIPE,
  ),
  raid: rule(
    'raid',
    'Partitions with the same raidid, one on each disk, become one mirror.',
    'https://salsa.debian.org/installer-team/debian-installer/-/blob/master/doc/devel/partman-auto-raid-recipe.txt',
  ),
  quiet: rule('quiet', 'Nobody sits there: no survey, no list of tasks, no last word.', GUIDE),
  late: rule(
    'late',
    'What the installer has no question for is done by a script, when all is installed and still mounted at /target.',
    'https://www.debian.org/releases/bookworm/amd64/apbs05.en.html',
  ),
} as const;

export const preseed: AnswersFormat = {
  check: (install) => [...faultsOf(install)],
  emit(install) {
    const answers = new Slots();
    const late = new Slots();
    return [
      {
        name: PRESEED_FILE,
        language: 'preseed',
        lines: [...answerLines(install, answers)],
        secrets: answers.all,
      },
      { name: DISK_FILE, language: 'shellscript', lines: [...diskLines(install)], secrets: [] },
      {
        name: LATE_FILE,
        language: 'shellscript',
        lines: [...lateLines(install, late)],
        secrets: late.all,
      },
    ] satisfies AnswersFile[];
  },
};

function* faultsOf({ packages, users }: Install): Generator<Fault> {
  yield* debianPackageFaults(packages, 'Debian');
  // The first user is an answer; the others stand in a script, where nothing in quotes has a meaning.
  const [{ fullName, because: first }] = users as [InstallUser];
  if (answerValue(fullName) === undefined)
    yield {
      value: { value: fullName, because: first },
      text: {
        code: 'install-letters',
        message: 'A backslash at the end of an answer goes on with the next line.',
        expected: 'a name that does not end in a backslash',
        received: fullName,
        advice: 'Write it without the backslash.',
      },
    };
  yield* takenFaults(
    users,
    debianGroups,
    'Debian has an account or a group of this name, and its installer refuses it.',
  );
}

function* answerLines(install: Install, slots: Slots): Generator<Line> {
  const { host, users, source } = install;
  const own = [because.form];
  yield* linesOf(
    own,
    `# ${host.host.id}: answers for Debian's installer. Written by Bootbook: edit the inventory, not this file.`,
  );
  yield* answer('debian-installer/locale', 'string', install.locale);
  yield* answer('keyboard-configuration/xkb-keymap', 'select', install.keyboard);
  yield* linesOf(own, 'd-i netcfg/choose_interface select auto');
  yield* mirrorLines(source);
  yield* answer('time/zone', 'string', install.timezone);
  yield* linesOf(own, 'd-i clock-setup/utc boolean true', 'd-i clock-setup/ntp boolean true');
  const [ntp] = install.ntp;
  if (ntp !== undefined)
    yield* linesOf([...ntp.because, ...own], `d-i clock-setup/ntp-server string ${ntp.value}`);

  yield* linesOf(
    [because.rootLocked],
    '',
    'd-i passwd/root-login boolean true',
    'd-i passwd/root-password-crypted password *',
  );
  const first = users[0]!;
  const hash = first.password === undefined ? '!' : slots.hash(first.password);
  yield* linesOf(
    first.password === undefined ? [...first.because, because.userLocked] : first.because,
    `d-i passwd/user-fullname string ${first.fullName}`,
    `d-i passwd/username string ${first.name}`,
    `d-i passwd/user-password-crypted password ${hash}`,
  );

  yield* linesOf(
    [...install.disks.flatMap((disk) => disk.because), because.disk],
    '',
    `d-i partman/early_command string ${runScript(install, DISK_FILE)} || ${WAIT}`,
  );
  yield* layoutLines(install, slots);

  yield* linesOf([because.quiet], '', 'tasksel tasksel/first multiselect standard, ssh-server');
  const wanted = install.packages.map(({ value }) => value);
  if (users.some(({ sudo }) => sudo) && !wanted.includes('sudo')) wanted.push('sudo');
  if (wanted.length > 0)
    yield* linesOf(
      [
        ...install.packages.flatMap((each) => each.because),
        ...users.flatMap((user) => (user.sudo ? user.because : [])),
      ].filter((reason, index, all) => all.indexOf(reason) === index),
      `d-i pkgsel/include string ${wanted.join(' ')}`,
    );
  yield* linesOf(
    [because.quiet],
    'popularity-contest popularity-contest/participate boolean false',
    'd-i grub-installer/only_debian boolean true',
    'd-i grub-installer/with_other_os boolean true',
    'd-i finish-install/reboot_in_progress note',
  );
  yield* linesOf(
    [because.late],
    `d-i preseed/late_command string ${runScript(install, LATE_FILE)}`,
  );
}

/** What goes on when a script could not be fetched, or gave up: nothing is erased that nobody chose. */
const WAIT = 'while :; do sleep 60; done';

function runScript({ url }: Install, file: string): string {
  return `wget -q -O /tmp/${file} ${shellWord(url + file)} && sh /tmp/${file}`;
}

function* mirrorLines(source: Sourced<string> | undefined): Generator<Line> {
  const url = new URL(source?.value ?? DEBIAN);
  const protocol = url.protocol.slice(0, -1);
  yield* linesOf(
    source?.because ?? [because.mirror],
    'd-i mirror/country string manual',
    `d-i mirror/protocol string ${protocol}`,
    `d-i mirror/${protocol}/hostname string ${url.host}`,
    `d-i mirror/${protocol}/directory string ${url.pathname.replace(/(.)\/$/, '$1')}`,
    `d-i mirror/${protocol}/proxy string`,
  );
}

function* answer(
  question: string,
  type: string,
  { value, because: why }: Sourced<string>,
): Generator<Line> {
  yield { text: `d-i ${question} ${type} ${value}`, because: [...why, because.form] };
}

function* layoutLines(install: Install, slots: Slots): Generator<Line> {
  const { value: layout, because: why } = install.layout;
  const method = { plain: 'regular', lvm: 'lvm', raid1: 'raid', luks: 'crypto' }[layout.kind];
  yield* linesOf(why, `d-i partman-auto/method string ${method}`);
  yield* linesOf(
    [...why, because.gpt],
    'd-i partman-partitioning/default_label string gpt',
    'd-i partman-partitioning/choose_label select gpt',
  );
  if (layout.kind === 'lvm' || layout.kind === 'luks')
    yield* linesOf(
      why,
      `d-i partman-auto-lvm/new_vg_name string ${layout.group}`,
      `d-i partman-auto-lvm/guided_size string ${guidedSize(layout)}`,
      'd-i partman-lvm/confirm boolean true',
      'd-i partman-lvm/confirm_nooverwrite boolean true',
    );
  if (layout.key !== undefined) {
    const key = slots.plain(layout.key.secret, answerValue);
    yield* linesOf(
      why,
      `d-i partman-crypto/passphrase password ${key}`,
      `d-i partman-crypto/passphrase-again password ${key}`,
      'd-i partman-crypto/weak_passphrase boolean true',
      'd-i partman-auto-crypto/erase_disks boolean false',
    );
  }
  yield* linesOf(
    [...why, because.recipe],
    ...recipe(install),
    'd-i partman-auto/choose_recipe select bootbook',
  );
  if (layout.swap === undefined)
    yield* linesOf([...why, because.quiet], 'd-i partman-basicfilesystems/no_swap boolean false');
  if (install.firmware !== 'bios')
    yield* linesOf([because.gpt], 'd-i partman-efi/non_efi_system boolean true');
  if (layout.kind === 'raid1') {
    yield* linesOf([...why, because.raid], ...raidRecipe(install));
    yield* linesOf(
      [...why, because.raid],
      'd-i partman-md/confirm boolean true',
      'd-i partman-md/confirm_nooverwrite boolean true',
    );
  }
  yield* linesOf(
    [because.erase],
    'd-i partman-lvm/device_remove_lvm boolean true',
    'd-i partman-md/device_remove_md boolean true',
    'd-i partman-partitioning/confirm_write_new_label boolean true',
    'd-i partman/choose_partition select finish',
    'd-i partman/confirm boolean true',
    'd-i partman/confirm_nooverwrite boolean true',
  );
}

/**
 * How much of the volume group is given out. With `max` the last volume gets all that is left, whatever its recipe says; so where
 * room is to be left, it is the sum, with a little for rounding to extents of 4 MiB.
 */
function guidedSize({ swap, root, volumes }: Install['layout']['value']): string {
  if (root === undefined) return 'max';
  const sizes = [root, ...(swap === undefined ? [] : [swap]), ...volumes.map(({ size }) => size)];
  return `${sizes.reduce((sum, size) => sum + megabytes(size) + 5, 0)} MB`;
}

/** A value that debconf reads as it is; undefined if it would not. */
function answerValue(value: string): string | undefined {
  return /^[^\s\p{Cc}](?:[^\p{Cc}]*[^\s\p{Cc}\\])?$/u.test(value) && value !== '\\'
    ? value
    : undefined;
}

interface Part {
  /** Megabytes: least, priority, greatest. */
  readonly size: readonly [number, number, number];
  readonly type: string;
  readonly words: readonly string[];
}

/** The partitions and volumes of a layout, as a recipe of partman-auto. */
function recipe({ layout: { value: layout }, firmware }: Install): string[] {
  const { kind, fileSystem, swap, root, volumes } = layout;
  const logical = kind === 'lvm' || kind === 'luks';
  const parts: Part[] = [
    firmware === 'bios'
      ? { size: [1, 1, 1], type: 'free', words: ['$iflabel{ gpt }', 'method{ biosgrub }'] }
      : {
          size: [538, 538, 538],
          type: 'free',
          words: ['$iflabel{ gpt }', 'method{ efi }', 'format{ }'],
        },
  ];
  const system = (mount: string, size: Part['size'], type: string, name?: string): Part => ({
    size,
    type,
    words: [
      ...(name === undefined ? ['$primary{ }'] : ['$lvmok{ }', `lv_name{ ${name} }`]),
      'method{ format }',
      'format{ }',
      'use_filesystem{ }',
      `filesystem{ ${type} }`,
      `mountpoint{ ${mount} }`,
    ],
  });
  if (logical) parts.push(system('/boot', [1024, 1024, 1024], 'ext4'));
  if (kind === 'raid1') {
    if (swap !== undefined)
      parts.push({
        size: exactly(swap),
        type: 'raid',
        words: ['$primary{ }', 'method{ raid }', 'raidid{ swap }'],
      });
    parts.push({
      size: [3000, 3000, -1],
      type: 'raid',
      words: ['$primary{ }', 'method{ raid }', 'raidid{ root }'],
    });
    return written(parts);
  }
  if (swap !== undefined)
    parts.push({
      size: exactly(swap),
      type: 'linux-swap',
      words: [
        ...(logical ? ['$lvmok{ }', 'lv_name{ swap }'] : ['$primary{ }']),
        'method{ swap }',
        'format{ }',
      ],
    });
  for (const { mount, size } of volumes)
    parts.push(system(mount, exactly(size), fileSystem, volumeName(mount)));
  parts.push(
    system(
      '/',
      root === undefined ? [3000, 3000, -1] : exactly(root),
      fileSystem,
      logical ? 'root' : undefined,
    ),
  );
  return written(parts);
}

function exactly(size: string): [number, number, number] {
  return [megabytes(size), megabytes(size), megabytes(size)];
}

function megabytes(size: string): number {
  return Math.round(bytesOf(size) / 1e6);
}

function written(parts: readonly Part[]): string[] {
  return continued([
    'd-i partman-auto/expert_recipe string bootbook ::',
    ...parts.map(({ size, type, words }) => `    ${[...size, type, ...words].join(' ')} .`),
  ]);
}

function raidRecipe({ layout: { value: layout } }: Install): string[] {
  return continued([
    'd-i partman-auto-raid/recipe string',
    ...(layout.swap === undefined ? [] : ['    1 2 0 swap - raidid=swap .']),
    `    1 2 0 ${layout.fileSystem} / raidid=root .`,
  ]);
}

/** One answer over several lines. */
function continued(texts: readonly string[]): string[] {
  return texts.map((text, index) => (index < texts.length - 1 ? `${text} \\` : text));
}

function* diskLines({ host, disks }: Install): Generator<Line> {
  const why = [...disks.flatMap((disk) => disk.because), because.disk];
  yield* linesOf(
    why,
    '#!/bin/sh',
    `# ${host.host.id}: which disk is meant. Written by Bootbook: edit the inventory, not this file.`,
    'set -eu',
    'chosen=',
    'stop() {',
    '    while :; do',
    '        logger -t bootbook "$*. Nothing was written."',
    '        echo "bootbook: $*. Nothing was written." > /dev/console',
    '        sleep 60',
    '    done',
    '}',
    '# The one disk of which the check says yes, that no earlier one has taken.',
    'choose() {',
    '    found=',
    '    for disk in $(list-devices disk); do',
    '        case " $chosen " in *" $disk "*) continue ;; esac',
    '        if "$@" "$disk"; then',
    '            [ -z "$found" ] || stop "more than one disk fits: $found and $disk"',
    '            found=$disk',
    '        fi',
    '    done',
    '    [ -n "$found" ] || stop "no disk fits: $*"',
    '    chosen="${chosen:+$chosen }$found"',
    '}',
  );
  const forms = new Set(disks.map(({ value }) => Object.keys(value)[0]!));
  for (const form of forms) yield* linesOf(why, ...checks[form]!);
  for (const { value, because: reasons } of disks)
    yield* linesOf([...reasons, because.disk], `choose ${chosenBy(value)}`);
  yield* linesOf(
    why,
    'debconf-set partman-auto/disk "$chosen"',
    'debconf-set grub-installer/bootdev "$chosen"',
  );
}

const checks: Readonly<Record<string, readonly string[]>> = {
  serial: [
    'serial() {',
    '    udevadm info --query=property --name="$2" | grep -Fqx -e "ID_SERIAL_SHORT=$1" -e "ID_SCSI_SERIAL=$1" -e "ID_SERIAL=$1"',
    '}',
  ],
  path: ['path() {', '    [ "$(readlink -f "$1")" = "$2" ]', '}'],
  size: [
    'size() {',
    '    sectors=$(cat "/sys/block/$(echo "${3#/dev/}" | tr / !)/size")',
    '    [ "$sectors" -ge "$1" ] && [ "$sectors" -le "$2" ]',
    '}',
  ],
};

const SECTOR = 512;
const MOST_SECTORS = 2 ** 53;

/** A check and what it is given. Sizes are counted in sectors of 512 bytes, as the kernel does in /sys/block. */
function chosenBy(disk: DiskData): string {
  if ('serial' in disk) return `serial ${shellWord(disk.serial)}`;
  if ('path' in disk) return `path ${shellWord(disk.path)}`;
  const { least, most } = disk.size;
  const from = least === undefined ? 0 : Math.ceil(bytesOf(least) / SECTOR);
  const to = most === undefined ? MOST_SECTORS : Math.floor(bytesOf(most) / SECTOR);
  return `size ${from} ${to}`;
}

function* lateLines(install: Install, slots: Slots): Generator<Line> {
  const { host, users, rootKeys, report } = install;
  yield* linesOf(
    [because.late],
    '#!/bin/sh',
    `# ${host.host.id}: the last steps of the installation. Written by Bootbook: edit the inventory, not this file.`,
    'set -eu',
  );
  for (const [index, user] of users.entries()) yield* userLines(user, index === 0, slots);
  if (rootKeys.length > 0) yield* keyLines('root', '/root', rootKeys);
  if (report !== undefined)
    yield* linesOf(report.because, ...reportSteps(report.value, '/target', 'in-target '));
}

function* userLines(user: InstallUser, first: boolean, slots: Slots): Generator<Line> {
  const { name, fullName, password, sudo, sshKeys } = user;
  if (!first) {
    const hash = password === undefined ? [] : [`--password '${slots.hash(password)}'`];
    yield* linesOf(
      user.because,
      [
        'in-target useradd --create-home --shell /bin/bash',
        `--comment ${shellWord(fullName)}`,
        ...hash,
        shellWord(name),
      ].join(' '),
    );
  }
  if (sudo) {
    yield* linesOf(user.because, `in-target adduser ${shellWord(name)} sudo`);
    // Without a password sudo has nothing to ask for.
    if (password === undefined)
      yield* linesOf(
        user.because,
        ...hereDocument(`/target/etc/sudoers.d/bootbook-${name}`, [
          `${name} ALL=(ALL:ALL) NOPASSWD: ALL`,
        ]),
        `chmod 0440 ${shellWord(`/target/etc/sudoers.d/bootbook-${name}`)}`,
      );
  }
  if (sshKeys.length > 0) yield* keyLines(name, `/home/${name}`, sshKeys);
}

function* keyLines(name: string, home: string, keys: readonly Sourced<string>[]): Generator<Line> {
  const [folder, file] = [`/target${home}/.ssh`, `/target${home}/.ssh/authorized_keys`];
  yield* linesOf(
    keys.flatMap((key) => key.because),
    `mkdir -p ${shellWord(folder)}`,
    ...hereDocument(
      file,
      keys.map(({ value }) => value),
    ),
    `chmod 0700 ${shellWord(folder)}`,
    `chmod 0600 ${shellWord(file)}`,
    `in-target chown -R ${shellWord(`${name}:`)} ${shellWord(`${home}/.ssh`)}`,
  );
}
