import type { Plan } from '../../generators/plan/plan.ts';
import type { StageId } from '../../generators/plan/stages.ts';
import type { MachineOptions } from '../machine.ts';
import type { Changes } from '../scenarios/changes.ts';
import type { Tool } from '../tools.ts';

/** A night, or an afternoon, to be practised: a small site that is broken, and somebody who is called. */
export interface Drill {
  readonly id: string;
  /** A few words: `The night the servers died`. */
  readonly title: string;
  /** What the person is told on the phone: what is seen, never what it is. */
  readonly call: string;
  /** The stage at which the machines stand still. */
  readonly stage: StageId;
  /** The machines of the site. */
  readonly hosts: readonly string[];
  /** How many of them are enough where nobody plays; all by default. */
  readonly replayed?: number | undefined;
  /** How the site differs from the example while it is healthy. */
  readonly changes?: Changes | undefined;
  /** What its machines are like. */
  readonly machine?: MachineOptions | undefined;
  /** Whether the boot server needs a key that machines in the rescue system accept. */
  readonly ssh?: boolean | undefined;
  /** Programs that it needs besides those of every boot. */
  readonly tools?: readonly Tool[] | undefined;
  /** What is done before the machines are switched on. */
  readonly break: readonly Act[];
  /** What shows it. Where nobody plays, the repair begins when this has been seen. */
  readonly symptom: { readonly where: 'console' | 'log'; readonly says: RegExp };
  /** Asked for one by one, each with the page that has more. */
  readonly hints: readonly { readonly says: string; readonly page: string }[];
  /** The page's own fix, step by step. */
  readonly repair: readonly RepairStep[];
  /** All machines have reached this stage since they were last switched on: the service is restored. */
  readonly restored: StageId;
  /** What it was, and what keeps it from happening again. */
  readonly after: string;
}

/** A step of a repair, and what it is for. */
export type RepairStep = Act & { readonly why: string };

/**
 * Something that is done. A script of `sh -e` runs as root of the boot server, with HOSTS and ADDRESSES of the machines.
 * Where no host is named, all are meant.
 */
export type Act =
  | { readonly run: string }
  | { readonly fault: string }
  | { readonly server: string; readonly to: 'start' | 'stop' | 'restart' }
  /** An edit of the inventory, built and given to the boot server. */
  | {
      readonly edit: Changes | ((site: EditedSite) => Changes);
      /** What a person writes, where that depends on the site or the time. */
      readonly writes?: readonly string[];
    }
  | { readonly power: 'on' | 'off' | 'reset' }
  /** Waits until all machines have reached a stage. */
  | { readonly wait: StageId };

/** What an edit of the inventory may depend on. */
export interface EditedSite {
  readonly plan: Plan;
  readonly hosts: readonly string[];
  /** In milliseconds since 1970. */
  readonly now: number;
}
