import type { Accelerator } from './accelerator.ts';
import type { Machine } from './machine.ts';
import type { ServerProcess } from './servers.ts';
import type { Wire } from './wire.ts';

/*
 * What the two halves of the lab say to each other, as JSON, one value a line. The outer half starts the inner one in a
 * namespace of its own, gives it a job on its standard input and then commands; the inner half ends when that closes.
 */

/** What a room is furnished with: what to serve, over which wire, and the machines that can be switched on. */
export interface Job {
  /** Absolute path of a boot server's tree: `etc/`, `srv/tftp/`. It is never written to. */
  readonly bundle: string;
  readonly wire: Wire;
  readonly machines: readonly Machine[];
  /** What the boot server gives over NFS: without any, there is no NFS server. */
  readonly roots?: readonly NfsRoot[] | undefined;
  /**
   * What stands for the boot server, in place of dnsmasq and nginx with the bundle's files: a container, say, and what tells
   * its logs. It takes root.
   */
  readonly bootServer?: readonly ServerProcess[] | undefined;
  /** To be tried in this order. */
  readonly accelerators: readonly Accelerator[];
}

/** An archive that has to be unpacked where the boot server exports it. */
export interface NfsRoot {
  /** Path below the bundle. */
  readonly archive: string;
  readonly path: string;
}

/** What the outer half can ask for once the room is ready. */
export type Command =
  | { readonly do: 'power-on'; readonly machine: string }
  /** Pulls the plug. */
  | { readonly do: 'power-off'; readonly machine: string }
  /** Presses the reset button. */
  | { readonly do: 'reset'; readonly machine: string }
  /** Types on a serial port. */
  | {
      readonly do: 'type';
      readonly machine: string;
      readonly port: string;
      readonly text: string;
    }
  /** Stops a server, or starts one that was stopped; `restart` does both. */
  | { readonly do: 'stop' | 'start' | 'restart'; readonly server: string }
  /** Runs a script of `sh -e` as root of the boot server, or of a neighbour. `ran` answers it. */
  | {
      readonly do: 'run';
      readonly id: number;
      readonly script: string;
      readonly neighbour?: string | undefined;
    };

/** What happens inside. `at` is in seconds since the room is ready. */
export type LabEvent =
  /** Wire and servers stand, with the accelerator that works here, and the seconds that the trivial guest took to count. */
  | {
      readonly kind: 'ready';
      readonly accelerator: Accelerator;
      readonly counting: number;
    }
  | { readonly kind: 'power-on'; readonly at: number; readonly machine: string }
  /** Raw output of a serial port. */
  | {
      readonly kind: 'console';
      readonly at: number;
      readonly machine: string;
      readonly port: string;
      readonly text: string;
    }
  /** One line of a server's log. */
  | { readonly kind: 'log'; readonly at: number; readonly from: string; readonly line: string }
  /** The machine has switched itself off. */
  | { readonly kind: 'power-off'; readonly at: number; readonly machine: string }
  /** A server has ended without being asked to. */
  | {
      readonly kind: 'server-ended';
      readonly at: number;
      readonly server: string;
      readonly message: string;
    }
  /** What came of a script: both of its outputs in the order in which they came. */
  | {
      readonly kind: 'ran';
      readonly at: number;
      readonly id: number;
      readonly status: number;
      readonly output: string;
    }
  /** Something that the lab itself could not do. The inner half ends after it. */
  | { readonly kind: 'failed'; readonly message: string };
