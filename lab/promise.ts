import type { Profile } from '../generators/inventory/inventory.ts';
import { preseedPath } from '../generators/plan/images.ts';
import { answersFolder } from '../generators/plan/install.ts';
import { hostMenu } from '../generators/plan/menu.ts';
import type { HostPlan, Plan } from '../generators/plan/plan.ts';
import type { StageId } from '../generators/plan/stages.ts';

/** What a host must do when it is switched on, as far as the lab can see it. */
export interface Promised {
  readonly host: string;
  readonly macs: readonly string[];
  /** Whose answer makes the boot go on: ours, or that of somebody else's server, which has our snippet. */
  readonly answers: 'ours' | 'foreign';
  /** The stage that it has to reach. */
  readonly stage: StageId;
  /** Path of the NBP below the TFTP root. */
  readonly bootFile: string;
  /** Paths of kernel and initrds below the TFTP root; empty for the local disk. */
  readonly images: readonly string[];
  /** Below the TFTP root, what the installer fetches first of its answers: a preseed file, or whichever of a folder. */
  readonly preseed: string | undefined;
  /** The kernel arguments of the plan, in their order. */
  readonly args: readonly string[];
  /** Whether the kernel prints its command line on the console: with `quiet` it does not. */
  readonly printsArguments: boolean;
}

/** What the plan promises of a host: the first entry of its menu is what boots. */
export function promiseOf(plan: Plan, host: HostPlan): Promised {
  const entry = hostMenu(plan, host).entries[0]!;
  const { kind } = entry.profile;
  const args = (entry.linux?.args ?? []).map(({ value }) => value);
  const images = entry.linux === undefined ? [] : [entry.linux.kernel, ...entry.linux.initrds];
  return {
    host: host.host.id,
    macs: Object.values(host.host.interfaces).map(({ mac }) => mac),
    answers: host.network.network.dhcp.mode === 'external' ? 'foreign' : 'ours',
    stage: kind === 'local' ? 'handoff' : 'root',
    bootFile: host.route.value.bootFile,
    images: images.map(({ value }) => value),
    preseed: answersOf(entry.profile, host),
    args,
    printsArguments: entry.linux !== undefined && kind !== 'memtest' && !args.includes('quiet'),
  };
}

function answersOf(profile: Profile, { host }: HostPlan): string | undefined {
  if (profile.install !== undefined) return answersFolder(host);
  return profile.preseed === undefined ? undefined : preseedPath(profile);
}
