import type { StageId } from '../../generators/plan/stages.ts';
import type { MachineOptions } from '../machine.ts';
import type { Tool } from '../tools.ts';

/** What a person sees of a fault. */
export interface Symptom {
  /** The id by which error pages, fault and diagnosis name it. */
  readonly id: string;
  readonly where: 'console' | 'log';
  /** Tested on each line by itself, without the name of the port or server that it comes from. */
  readonly says: RegExp;
  /** How often it must be seen; once by default. */
  readonly times?: number | undefined;
}

/**
 * One thing that is done to break a boot, or to mend it. A text is a script of `sh -e` that runs as root of the boot
 * server, where these variables stand for the broken host: HOST, MAC, BOOTIF, TAP and BRIDGE (its port on the wire),
 * BOOTFILE, KERNEL, INITRD (below /srv/tftp).
 */
export type Step =
  | string
  | { readonly on: string; readonly run: string }
  | { readonly stop: string }
  | { readonly start: string }
  | { readonly restart: string };

/** Something that is broken on purpose: on a healthy host of the example, before it is switched on. */
export interface Fault {
  readonly id: string;
  /** A few words: `The boot file is missing`. */
  readonly title: string;
  /** What is broken, and what comes of it, in two or three sentences. */
  readonly summary: string;
  /** The stage at which the machine stands still, or stumbles. */
  readonly stage: StageId;
  /** The scenario that is healthy without it. */
  readonly scenario: string;
  readonly break: readonly Step[];
  /** What takes it back. Empty if it lies in the machine alone. */
  readonly mend: readonly Step[];
  /** What is broken in the machine itself. */
  readonly machine?: MachineOptions | undefined;
  /** The machine is reset, once, when a line of a server's log is like this: an installer does so at its end. */
  readonly reset?: RegExp | undefined;
  /** All of them must be seen. */
  readonly symptoms: readonly Symptom[];
  /** Seconds until all symptoms are seen at the latest, on an idle machine; by default as long as a boot may take. */
  readonly patience?: number | undefined;
  /**
   * False if the regular run of all tests leaves its boot out, because another fault shows the same in the same way, or
   * because it takes minutes. That it can be made and taken back is tested all the same, and `npm run test:boots` boots it.
   */
  readonly regular?: false | undefined;
  /** Programs that its steps need besides those of every boot. */
  readonly tools?: readonly Tool[] | undefined;
}
