import type { Path } from '../inventory/lines.ts';
import { wrote, type Entity, type Profile, type Site } from '../inventory/inventory.ts';
import type { Architecture, Serial } from '../inventory/schema.ts';
import type { Reason, Sourced } from '../reason.ts';
import { preseedPath } from './images.ts';
import type { HostArguments } from './plan.ts';
import * as rules from './rules.ts';

/** The words that stand before what Debian's installer hands on to the installed system. */
const SEPARATOR = '---';

export function entryArguments(
  profile: Profile,
  args: HostArguments,
  nextServer: Sourced<string>,
  mac: string | undefined,
): Sourced<string>[] {
  // A memory test has no network and no console= of its own.
  if (profile.kind === 'memtest') return argumentsOf(profile, ['args'], profile.args);
  const own = argumentsOf(profile, ['args'], profile.args);
  const cut = own.findIndex(({ value }) => value === SEPARATOR);
  const before = cut < 0 ? own : own.slice(0, cut);
  const after = cut < 0 ? [] : own.slice(cut);
  const bootif =
    mac === undefined
      ? []
      : [{ value: `BOOTIF=01-${mac.replaceAll(':', '-')}`, because: [rule(rules.bootif)] }];
  return [
    ...args.general,
    ...bootif,
    ...kindArguments(profile, nextServer),
    ...before,
    ...args.own,
    ...after,
  ];
}

function kindArguments(profile: Profile, nextServer: Sourced<string>): Sourced<string>[] {
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
  if (profile.preseed !== undefined) {
    const url = `url=http://${nextServer.value}/${preseedPath(profile)}`;
    return [
      ...['auto=true', 'priority=critical'].map((value) => ({
        value,
        because: [rule(rules.preseedArguments)],
      })),
      { value: url, because: [wrote(profile, 'preseed'), ...nextServer.because] },
    ];
  }
  return [];
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
