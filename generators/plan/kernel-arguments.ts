import { urlHost } from '../inventory/address.ts';
import type { Path } from '../inventory/lines.ts';
import {
  wrote,
  type Entity,
  type Host,
  type Image,
  type Profile,
  type Site,
} from '../inventory/inventory.ts';
import type { InstallData } from '../inventory/install-schema.ts';
import type { Architecture, Serial } from '../inventory/schema.ts';
import type { Reason, Sourced } from '../reason.ts';
import { installers } from './answers/index.ts';
import { isMadeBy, preseedPath, SSH_KEYS_PATH, writtenPath } from './images.ts';
import { answersFolder, installs } from './install.ts';
import type { HostArguments } from './plan.ts';
import * as rules from './rules.ts';

/** The words that stand before what Debian's installer hands on to the installed system. */
const SEPARATOR = '---';

/** What the arguments of an entry depend on besides its profile. */
export interface EntryMachine {
  readonly site: Site;
  readonly image: Image;
  readonly args: HostArguments;
  readonly nextServer: Sourced<string>;
  /** Undefined where it is nobody's entry in particular. */
  readonly host: Host | undefined;
  readonly mac: string | undefined;
  readonly serial: Sourced<Serial> | undefined;
}

export function entryArguments(profile: Profile, machine: EntryMachine): Sourced<string>[] {
  const { args, mac } = machine;
  // A memory test has no network, and its console= is its own.
  if (profile.kind === 'memtest')
    return [...memtestConsole(machine.serial), ...argumentsOf(profile, ['args'], profile.args)];
  const own = argumentsOf(profile, ['args'], profile.args);
  const cut = own.findIndex(({ value }) => value === SEPARATOR);
  const before = cut < 0 ? own : own.slice(0, cut);
  const after = cut < 0 ? [] : own.slice(cut);
  const bootif =
    mac === undefined
      ? []
      : [{ value: `BOOTIF=01-${mac.replaceAll(':', '-')}`, because: [rule(rules.bootif)] }];
  return [
    ...args.general.filter((each) => !('kinds' in each) || each.kinds.includes(profile.kind)),
    ...bootif,
    ...kindArguments(profile, machine),
    ...before,
    ...args.own,
    ...after,
  ];
}

function kindArguments(profile: Profile, machine: EntryMachine): Sourced<string>[] {
  const { image, nextServer } = machine;
  if (isMadeBy(image, 'rescue')) return keysArgument(machine);
  if (profile.write !== undefined)
    return [...writeArguments(profile, machine), ...keysArgument(machine)];
  if (profile.nfs !== undefined) {
    const { server = nextServer.value, path, options } = profile.nfs;
    const nfsroot = {
      value: `nfsroot=${server}:${[path, ...options].join(',')}`,
      because: [wrote(profile, 'nfs', 'path'), ...nextServer.because],
    };
    return [
      ...['boot=nfs', 'root=/dev/nfs', 'ip=dhcp'].map((value) => ({
        value,
        because: [rule(rules.nfsRoot)],
      })),
      nfsroot,
    ];
  }
  if (installs(profile)) return answersArguments(profile, machine);
  if (profile.preseed !== undefined) {
    const url = `url=http://${urlHost(nextServer.value)}/${preseedPath(profile)}`;
    return [
      ...['auto=true', 'priority=critical'].map((value) => ({
        value,
        because: [rule(rules.preseedArguments)],
      })),
      { value: 'interface=auto', because: [rule(rules.installerInterface)] },
      { value: url, because: [wrote(profile, 'preseed'), ...nextServer.because] },
    ];
  }
  return [];
}

/** How an installer finds the answers of its host. They are one host's alone, so an entry that is nobody's has none. */
function answersArguments(
  profile: Profile & { readonly install: InstallData },
  { site, nextServer, host }: EntryMachine,
): Sourced<string>[] {
  if (host === undefined) return [];
  return installers[profile.install.answers].arguments({
    profile,
    hostName: { value: host.id, because: [wrote(host)] },
    domain: { value: site.domain, because: [wrote(site, 'domain')] },
    url: {
      value: `http://${urlHost(nextServer.value)}/${answersFolder(host)}`,
      because: [wrote(profile, 'install', 'answers'), ...nextServer.because],
    },
  });
}

/** Where the systems that recipes make fetch the keys from that may log in. */
function keysArgument({ site, nextServer }: EntryMachine): Sourced<string>[] {
  if (site.sshKeys.length === 0) return [];
  const because = [wrote(site, 'sshKeys'), rule(rules.keysByHttp), ...nextServer.because];
  return [{ value: `bootbook.keys=http://${urlHost(nextServer.value)}/${SSH_KEYS_PATH}`, because }];
}

/** What the image writer reads; a host's arming goes along, so that the writer can tell that it has been here before. */
function writeArguments(profile: Profile, { nextServer, host }: EntryMachine): Sourced<string>[] {
  if (profile.write === undefined) return [];
  const { file, form, disk } = profile.write;
  const url = `http://${urlHost(nextServer.value)}/${writtenPath(profile, file)}`;
  return [
    {
      value: `bootbook.write=${url}`,
      because: [wrote(profile, 'write', 'file'), ...nextServer.because],
    },
    { value: `bootbook.form=${form}`, because: [wrote(profile, 'write', 'form')] },
    { value: `bootbook.disk=${disk}`, because: [wrote(profile, 'write', 'disk')] },
    ...(host?.armedUntil === undefined
      ? []
      : [
          {
            value: `bootbook.armed=${new Date(host.armedUntil).toISOString()}`,
            because: [wrote(host, 'armedUntil'), rule(rules.writtenOnce)],
          },
        ]),
  ];
}

export function consoleArguments(
  serial: Sourced<Serial> | undefined,
  architecture: Architecture,
): Sourced<string>[] {
  if (serial === undefined) return [];
  const device = architecture === 'arm64' ? 'ttyAMA' : 'ttyS';
  const because = [...serial.because, rule(rules.serialConsole)];
  return [
    { value: 'console=tty0', because },
    { value: `console=${device}${serial.value.unit},${serial.value.speed}n8`, because },
  ];
}

/** Memtest86+ shows its screen on one serial port beside the real one. It knows no parity and no `tty0`. */
function memtestConsole(serial: Sourced<Serial> | undefined): Sourced<string>[] {
  if (serial === undefined) return [];
  const because = [...serial.because, rule(rules.memtestConsole)];
  return [{ value: `console=ttyS${serial.value.unit},${serial.value.speed}`, because }];
}

export function siteSerial(site: Site): Sourced<Serial> | undefined {
  const value = site.defaults.serial;
  return value === undefined ? undefined : { value, because: [wrote(site, 'defaults', 'serial')] };
}

export function argumentsOf(
  entity: Entity,
  path: Path,
  args: readonly string[] | undefined,
): Sourced<string>[] {
  return (args ?? []).map((value, index) => ({ value, because: [wrote(entity, ...path, index)] }));
}

function rule(of: (typeof rules)[keyof typeof rules]): Reason {
  return { kind: 'rule', rule: of };
}
