import { installOf, type ReportTarget } from '../../generators/plan/install.ts';
import type { HostPlan, Plan } from '../../generators/plan/plan.ts';
import type { Profile } from '../../generators/inventory/inventory.ts';
import type { ProofStatement } from '../../generators/proof/statement.ts';
import { hostMenu } from '../../generators/plan/menu.ts';
import { SERVED_ROOT } from '../../generators/plan/images.ts';
import type { Keystrokes } from '../operator.ts';
import { BUNDLE } from '../places.ts';
import type { Changes } from '../scenarios/changes.ts';
import type { NextBoot, Scenario } from '../scenarios/scenario.ts';
import { NGINX_LOGS } from '../servers.ts';
import { Unable } from '../unable.ts';
import { mirrorAnswers } from './answers.ts';
import { diskFor, ordinaryDisk } from './disk.ts';
import { evidenceOf } from './evidence.ts';
import { asInstalled, INSTALLED, stillInstalled, UNTOUCHED } from './installed-disk.ts';
import { ADDITION, OUTSIDE, outsideScript } from './outside.ts';
import { personFor, type KnownPassword } from './person.ts';

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
  { sees: /Menu item 'pkgsel'/, what: 'tasks and packages are installed' },
  {
    sees: /Menu item '(?:grub-installer|bootbook-boot-loader)'/,
    what: 'the boot loader is installed',
  },
  { sees: /\/usr\/lib\/finish-install\.d\/9/, what: 'the last steps are done' },
];

/** What main-menu logs when a part has failed, what ours log when they stop, and the answers' own choice of a disk. */
const FAILED =
  /main-menu\[\d+\]: .*Menu item '[^']+' failed|bootbook-\w+: stopped: |bootbook: .*\. Nothing was written\./;

/** How an installation is made. */
export interface InstallationOptions {
  /** The preseed file as it is served. */
  readonly preseed: string;
  /** A hash that stands for a password in it, and that password, with which one can then log in. */
  readonly known?: KnownPassword | undefined;
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
  { preseed, mirror, known }: InstallationOptions,
): Scenario {
  const { id } = host.host;
  const install = installOf(plan, host);
  const { bytes: disk, drive } = install === undefined ? ordinaryDisk : diskFor(install);
  const { asked, login } = personFor(preseed, known);
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
    visit: { script: stillInstalled(id), says: [UNTOUCHED] },
    expect: {
      console: ['Debian GNU/Linux 12'],
      never: ['/images/', 'GET /preseed/', 'GET /answers/'],
    },
  };
  const evidence = install && evidenceOf(install);
  const report = install?.report;
  return {
    id: installationId(id),
    title: `${host.route.value.title}: Debian is installed on the disk, boots from it, and is left alone`,
    host: id,
    changes: installationChanges(id, profile.id),
    machine: { disk, drive, memory: MEMORY, args: ['-smp', '2', '-no-reboot'] },
    before: outsideScript(plan, host, mirrorAnswers(preseed), mirror) + addition,
    operator: { steps, fails: FAILED },
    untilOff: true,
    patience: PATIENCE,
    visit: {
      script: asInstalled(id) + (evidence?.script ?? ''),
      says: [...INSTALLED, ...(evidence?.says ?? [])],
    },
    expect: {},
    then: [
      reporting(report?.value, {
        ...boots,
        operator: login && { steps: logIn(id, login.name, login.password) },
      }),
      // It has reported, and does not do so again.
      report === undefined ? boots : withoutLine(boots, `GET ${report.value.path}`),
    ],
  };
}

/** Seconds that a machine may take from its login prompt to its report. It tries again after 30. */
const REPORT = 300;

/** The boot after which an installed machine reports back, if it is to. */
function reporting(report: ReportTarget | undefined, boot: NextBoot): NextBoot {
  if (report === undefined) return boot;
  const wait = `timeout ${REPORT} sh -c 'until grep -q "GET ${report.path} " ${NGINX_LOGS}/*; do sleep 1; done' || true
`;
  return {
    ...boot,
    visit: boot.visit && { ...boot.visit, script: wait + boot.visit.script },
    expect: {
      ...boot.expect,
      log: [new RegExp(`"GET ${report.path} HTTP/1\\.[01]" 204 `)],
    },
  };
}

function withoutLine(boot: NextBoot, line: string): NextBoot {
  return { ...boot, expect: { ...boot.expect, never: [...(boot.expect.never ?? []), line] } };
}

/** A login on the console, as proof that the installed system has taken who was asked for. */
function logIn(host: string, name: string, password: string): Keystrokes[] {
  return [
    { sees: `${host} login:`, types: `${name}\r` },
    { sees: /^Password:/, types: `${password}\r` },
    { sees: `${name}@${host}:~$`, what: `${name} is logged in` },
  ];
}
