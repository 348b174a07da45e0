import type { LabMachine } from './site.ts';

/*
 * What is said over a lab's socket, as JSON, one value a line. Every request but `type` has one answer; after the answer to
 * `follow` come events, until the client leaves or, if it does not want to wait, until there are no more.
 */

export type Request =
  | { readonly ask: 'status' }
  | { readonly ask: 'power'; readonly machine: string; readonly to: 'on' | 'off' | 'reset' }
  | { readonly ask: 'type'; readonly machine: string; readonly port: string; readonly text: string }
  | { readonly ask: 'server'; readonly server: string; readonly to: 'stop' | 'start' | 'restart' }
  | { readonly ask: 'run'; readonly script: string; readonly neighbour?: string | undefined }
  | {
      readonly ask: 'fault';
      readonly fault: string;
      readonly machine: string;
      readonly to: 'break' | 'mend';
    }
  | {
      readonly ask: 'promise';
      readonly machines: readonly LabMachine[];
      readonly emitted: readonly string[];
    }
  | { readonly ask: 'follow'; readonly live: boolean }
  | { readonly ask: 'down' };

export type Answer =
  | { readonly ok: unknown }
  /** It could not be done: why, and what to do about it. */
  | { readonly unable: string; readonly advice: string };
