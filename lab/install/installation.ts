import type { HostPlan, Plan } from '../../generators/plan/plan.ts';
import type { Profile } from '../../generators/inventory/inventory.ts';
import type { ProofStatement } from '../../generators/proof/statement.ts';
import { hostMenu } from '../../generators/plan/menu.ts';
import { SERVED_ROOT } from '../../generators/plan/images.ts';
import type { Keystrokes } from '../operator.ts';
import { BUNDLE, guestFolder } from '../places.ts';
import type { Changes } from '../scenarios/changes.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { Unable } from '../unable.ts';
import { mirrorAnswers } from './answers.ts';
import { ADDITION, OUTSIDE, outsideScript } from './outside.ts';
import { personFor } from './person.ts';

/** The id of an installation of a host, as a scenario and as a proof. */
export function installationId(host: string): string {
  return `install-${host}`;
}

/** Settings by which a host is installed, whatever it does otherwise. */
export function installationChanges(host: string, profile: string): Changes {
  return {
    [`hosts.${host}.profile`]: profile,
    [`hosts.${host}.armedUntil`]: '2030-01-01T00:00:00Z',
  };
}

/** By which it boots its disk again. */
function disarmed(host: string): Changes {
  return { [`hosts.${host}.armedUntil`]: undefined };
}

/** The installation that a proof is of, as far as it matters whether that still holds. Undefined for another proof. */
export function installationIn({ predicate }: ProofStatement): Scenario | undefined {
  const { scenario: id, title, host, profile } = predicate.boot;
  if (id !== installationId(host)) return undefined;
  const changes = installationChanges(host, profile);
  const further = { changes: disarmed(host), expect: {} };
  return { id, title, host, changes, expect: {}, then: [further, further] };
}

/** Bytes. Sparse: what is written to it is a fraction. */
const DISK = 4 * 2 ** 30;
/** MiB. The installer keeps all of itself there. */
const MEMORY = 1536;
/** Seconds on the machine on which the usual limits were set. Measured was a third. */
const PATIENCE = 2400;
/** The first boot of what was installed makes its SSH keys, and half an hour of work should not be lost to a slow minute. */
const PATIENCE_AFTER = 600;

/** The window of the installer's log in screen(1), in which the installer runs on a serial console. */
const LOG_WINDOW = '\x014';

/** What the installer logs of its way, by Debian's parts of it and by ours. */
const WAY: readonly Keystrokes[] = [
  { sees: /Menu item '(?:partman-base|bootbook-disk)'/, what: 'the disk is partitioned' },
  { sees: /Menu item 'bootstrap-base'/, what: 'the base system is installed' },
  { sees: /base-installer: info: Using kernel/, what: 'the kernel is installed' },
  {
    sees: /Menu item '(?:grub-installer|bootbook-boot-loader)'/,
    what: 'the boot loader is installed',
  },
  { sees: /\/usr\/lib\/finish-install\.d\/9/, what: 'the last steps are done' },
];

/** What the description of an installed disk has: a file system, and packages in it. The digest of nothing begins with e3b0. */
const INSTALLED = [/^Filesystem UUID: /, /^\/var\/lib\/dpkg\/status (?!e3b0)/];

/** What main-menu logs when a part has failed, and what ours log when they stop. */
const FAILED = /main-menu\[\d+\]: .*Menu item '[^']+' failed|bootbook-\w+: stopped: /;

/** How an installation is made. */
export interface InstallationOptions {
  /** The preseed file as it is served. */
  readonly preseed: string;
  /** Whether the mirror lies in the lab, or is another one behind a socket. */
  readonly mirror: 'lab' | 'socket';
}

/**
 * An installation, as a scenario of three boots: Debian's installer is started and runs to its end; the host is disarmed and
 * boots from its disk; it is switched on once more, and the disk is still what was installed.
 * @param plan with the changes of `installationChanges`
 * @throws Unable if the lab cannot stand for what the installer needs
 */
export function installation(
  plan: Plan,
  host: HostPlan,
  profile: Profile,
  { preseed, mirror }: InstallationOptions,
): Scenario {
  const { id } = host.host;
  const { asked, login } = personFor(preseed);
  const [initrd] = hostMenu(plan, host).entries[0]!.linux?.initrds ?? [];
  if (initrd === undefined)
    throw new Unable(`${profile.id} boots no initrd.`, 'Name a profile that has an image.');
  const addition =
    mirror === 'lab'
      ? `cat ${BUNDLE}/${OUTSIDE}/${ADDITION} >>/${SERVED_ROOT}/${initrd.value}\n`
      : '';
  // The log shows how the installer fares, once it has nothing more to ask.
  const ask = [
    { sees: 'Checking the Debian archive mirror', what: 'the mirror is asked' },
    ...asked,
  ];
  const last = ask.at(-1)!;
  const steps: Keystrokes[] = [
    ...ask.slice(0, -1),
    { ...last, types: `${'types' in last ? last.types : ''}${LOG_WINDOW}` },
    ...WAY,
  ];
  const boots = {
    changes: disarmed(id),
    patience: PATIENCE_AFTER,
    visit: { script: stillInstalled(id), says: ['the disk is as it was installed'] },
    expect: {
      console: ['Debian GNU/Linux 12'],
      never: ['/images/', 'GET /preseed/'],
    },
  };
  return {
    id: installationId(id),
    title: `${host.route.value.title}: Debian is installed on the disk, boots from it, and is left alone`,
    host: id,
    changes: installationChanges(id, profile.id),
    machine: { disk: DISK, memory: MEMORY, args: ['-smp', '2', '-no-reboot'] },
    before: outsideScript(plan, host, mirrorAnswers(preseed), mirror) + addition,
    operator: { steps, fails: FAILED },
    untilOff: true,
    patience: PATIENCE,
    visit: { script: asInstalled(id), says: INSTALLED },
    expect: {},
    then: [
      { ...boots, operator: login && { steps: logIn(id, login.name, login.password) } },
      boots,
    ],
  };
}

/** A login on the console, as proof that the installed system has taken who was asked for. */
function logIn(host: string, name: string, password: string): Keystrokes[] {
  return [
    { sees: `${host} login:`, types: `${name}\r` },
    { sees: /^Password:/, types: `${password}\r` },
    { sees: `${name}@${host}:~$`, what: `${name} is logged in` },
  ];
}

/**
 * What is on a disk, in words that are the same as long as nobody installs anything on it: its partitions, the file system
 * with the time at which it was made, and digests of files that belong to the installation.
 */
function describing(host: string): string {
  return `disk=${guestFolder(host)}/disk.img
describe() {
  sfdisk --dump "$disk" | grep start=
  for start in $(sfdisk --dump "$disk" | sed -n 's/.*start= *\\([0-9]*\\).*/\\1/p'); do
    system="$disk?offset=$((start * 512))"
    dumpe2fs -h "$system" 2>/dev/null | grep -E '^Filesystem (UUID|created)' || continue
    for file in /etc/fstab /etc/hostname /etc/passwd /boot/grub/grub.cfg /var/lib/dpkg/status; do
      echo "$file $(debugfs -R "cat $file" "$system" 2>/dev/null | sha256sum)"
    done
  done
}
`;
}

function asInstalled(host: string): string {
  return `${describing(host)}describe >/run/installed
cat /run/installed
`;
}

function stillInstalled(host: string): string {
  return `${describing(host)}describe >/run/now
if diff /run/installed /run/now; then echo 'the disk is as it was installed'; fi
`;
}
