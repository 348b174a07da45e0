import type { StageId } from '../../generators/plan/stages.ts';
import type { MachineOptions } from '../machine.ts';
import type { ForeignProgram } from '../neighbours.ts';
import type { Attendance } from '../operator.ts';
import type { Changes } from './changes.ts';

/** A line that must be seen, on a serial port or in a log, without the name of the port or server before it. */
export type Line = string | RegExp;

/** Something that is done on the boot server while the machine runs: a login by SSH, say. */
export interface Visit {
  /** A script of `sh -e`; it has to succeed. */
  readonly script: string;
  /** Each is in what the script prints. */
  readonly says: readonly Line[];
}

/** The machine is switched off, a bundle with other settings is published, and the machine is switched on again. */
export interface NextBoot {
  /** What is changed in the inventory besides the scenario's own changes. */
  readonly changes?: Changes | undefined;
  readonly until?: StageId | undefined;
  readonly operator?: Attendance | undefined;
  readonly visit?: Visit | undefined;
  /** Seconds that it may take, as below. */
  readonly patience?: number | undefined;
  readonly expect: Expectation;
}

/** A boot of a host of the example, and what must be seen of it besides that it does what its plan promises. */
export interface Scenario {
  readonly id: string;
  /** A few words: `BIOS, PXELINUX over TFTP, rescue system`. */
  readonly title: string;
  /** Whether each run of all tests boots it. The others are booted by `npm run test:boots`, and by `bootbook prove` when their proofs do not hold any more. */
  readonly regular?: true | undefined;
  readonly host: string;
  /** What is changed in the example's inventory. */
  readonly changes?: Changes | undefined;
  /** The time at which arming is judged, ISO 8601 in UTC, if the scenario needs a certain one. */
  readonly now?: string | undefined;
  readonly machine?: MachineOptions | undefined;
  /** What stands for somebody else's DHCP server, where the host's network has one; ISC's dhcpd unless told otherwise. */
  readonly foreign?: ForeignProgram | undefined;
  /** The stage to wait for, if it is not the one that the profile promises. */
  readonly until?: StageId | undefined;
  /** What a person does at the console, one thing after the other. The boot goes on until they have seen everything. */
  readonly operator?: Attendance | undefined;
  /** Whether the boot then goes on until the machine has switched itself off. */
  readonly untilOff?: true | undefined;
  /** Seconds that the first boot may take, if not as long as any (lab/limit.ts). */
  readonly patience?: number | undefined;
  /** Run with `sh -e` as root of the boot server before power-on. */
  readonly before?: string | undefined;
  /** Run there when the stage is reached. */
  readonly visit?: Visit | undefined;
  /** What was not what it would be outside of the lab, a sentence each, where that has to be said. */
  readonly standIns?: readonly string[] | undefined;
  /** Further boots of the same machine with the disk as it then is. */
  readonly then?: readonly NextBoot[] | undefined;
  readonly expect: Expectation;
}

export interface Expectation {
  /** The first files that are served, in their order, each as `tftp pxelinux.0`. */
  readonly files?: readonly string[] | undefined;
  /** Each is printed on the console. */
  readonly console?: readonly Line[] | undefined;
  /** Each is in a server's log. */
  readonly log?: readonly Line[] | undefined;
  /** None of these is printed on the console or in a log. */
  readonly never?: readonly Line[] | undefined;
}
