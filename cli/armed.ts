import { wrote } from '../generators/inventory/inventory.ts';
import type { HostPlan, Plan } from '../generators/plan/plan.ts';
import { durationText } from './duration.ts';
import { painted } from './terminal.ts';

/** What an `armedUntil` in the inventory comes to at a time. */
export interface Arming {
  readonly host: string;
  /** What the host would boot into, if the arming counted. */
  readonly profile: string;
  /** As it stands in the inventory. */
  readonly until: string;
  /** `expired`: ignored, the host boots its disk. `without-effect`: its profile erases nothing. */
  readonly state: 'armed' | 'expired' | 'without-effect';
  readonly file: string;
  readonly line: number;
}

/** Every `armedUntil` of the inventory, in its order within each boot server. */
export function armings(plans: readonly Plan[]): Arming[] {
  return plans.flatMap(({ hosts, now }) => hosts.flatMap((host) => armingOf(host, now) ?? []));
}

/** What the `armedUntil` of a host comes to; undefined if it has none. */
export function armingOf({ host, profile, withheld }: HostPlan, now: number): Arming | undefined {
  if (host.armedUntil === undefined) return undefined;
  const at = wrote(host, 'armedUntil');
  if (at.kind !== 'inventory') return undefined;
  return {
    host: host.id,
    profile: (withheld ?? profile).value.id,
    until: host.armedUntil,
    state:
      Date.parse(host.armedUntil) <= now
        ? 'expired'
        : profile.value.destructive
          ? 'armed'
          : 'without-effect',
    file: at.file,
    line: at.line,
  };
}

/** Armings as a table for stdout, each on a line. */
export function armingLines(all: readonly Arming[], now: number): string[] {
  const width = (of: (arming: Arming) => string): number =>
    Math.max(0, ...all.map((arming) => of(arming).length));
  const [hostWidth, profileWidth] = [width(({ host }) => host), width(({ profile }) => profile)];
  return all.map((arming) => {
    const { host, profile, state, file, line } = arming;
    const row = `${host.padEnd(hostWidth)}  ${profile.padEnd(profileWidth)}  ${stateText(arming, now)}  ${file}:${line}`;
    return state === 'armed' ? painted('yellow', row, process.stdout) : row;
  });
}

function stateText({ until, state }: Arming, now: number): string {
  const time = Date.parse(until) - now;
  if (state === 'expired') return `expired ${durationText(-time)} ago, ignored`;
  if (state === 'without-effect') return 'without effect: the profile erases nothing';
  return `armed until ${until}, ${durationText(time)} left`;
}
