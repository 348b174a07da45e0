import type { Accelerator } from './accel.ts';
import type { Machine } from './machine.ts';
import type { Wire } from './wire.ts';

/*
 * What the two halves of the lab say to each other, as JSON, one value a line. The outer half starts the inner one in a
 * namespace of its own, gives it a job on its standard input and keeps that open; the inner half ends when it closes.
 */

/** One boot: what to serve, over which wire, to which machine. */
export interface Job {
  /** Absolute path of a boot server's tree: `etc/`, `srv/tftp/`. */
  readonly bundle: string;
  readonly wire: Wire;
  readonly machine: Machine;
  /** To be tried in this order. */
  readonly accelerators: readonly Accelerator[];
}

/** What happens inside. `at` is in seconds from power-on. */
export type LabEvent =
  /** With the accelerator that works here, and the seconds that the trivial guest took to count. */
  | { readonly kind: 'power-on'; readonly accelerator: Accelerator; readonly counting: number }
  /** Raw output of a serial port. */
  | { readonly kind: 'console'; readonly at: number; readonly port: string; readonly text: string }
  /** One line of a server's log. */
  | { readonly kind: 'log'; readonly at: number; readonly from: string; readonly line: string }
  /** The machine has switched itself off. */
  | { readonly kind: 'power-off'; readonly at: number }
  /** Something that the lab itself could not do. The inner half ends after it. */
  | { readonly kind: 'failed'; readonly message: string };
