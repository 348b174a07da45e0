import type { StageId } from '../plan/stages.ts';

/*
 * What comes of a diagnosis: plain values, which can be printed, shown, or sent from one thread to another.
 */

/** A line of what was pasted. */
export interface Evidence {
  /** Its number, from 1. */
  readonly line: number;
  /** As a person reads it: no escape sequences. */
  readonly text: string;
  readonly speaks: 'for' | 'against';
}

/** A thing to do, with the values of the machine at hand where they are known. */
export interface Advice {
  readonly do: string;
  /** Where it is done: `boot server`, `machine`. */
  readonly on?: string | undefined;
  /** A command. */
  readonly run?: string | undefined;
  /** What is seen then. */
  readonly see?: string | undefined;
  /** Of a check: whether this is seen if the cause is the right one, or if it is another. */
  readonly speaks?: 'for' | 'against' | undefined;
  /** Lines of an emitted file that are the answer. */
  readonly config?: ConfigLines | undefined;
}

/** A piece of an emitted file: that of the host at hand, or else what to look for. */
export interface ConfigLines {
  readonly format: string;
  /** Below the boot server's root: `etc/dnsmasq.d/bootbook.conf`. Undefined as long as no host is known. */
  readonly path?: string | undefined;
  readonly text?: string | undefined;
  /** Words that its first line holds. */
  readonly find?: string | undefined;
}

/** One cause that may be behind it. */
export interface CauseFound {
  /** The id of the error or quirk of the catalogue. */
  readonly id: string;
  /** Which of its causes; undefined for a quirk. */
  readonly cause?: string | undefined;
  /** The message or the hardware that it was known by. */
  readonly entry: string;
  readonly title: string;
  /** What tells it from the others. */
  readonly tell: string;
  readonly stage: StageId;
  /** Tells the order, and nothing else. */
  readonly score: number;
  /** Its page, from the root of the site. */
  readonly page: string;
  readonly evidence: readonly Evidence[];
  readonly check: Advice;
  readonly fix: readonly Advice[];
  readonly verify?: Advice | undefined;
  readonly undo?: Advice | undefined;
  /** How it was found: by its pattern, by what the machine did, or by words that are alike. */
  readonly by: 'pattern' | 'events' | 'words';
  /** What the machine did, where no message was read. */
  readonly says?: string | undefined;
}

/** A machine whose boot was followed. */
export interface MachineSeen {
  /** Its name in the inventory, or else its MAC or address. */
  readonly name: string;
  /** Whether the inventory knows it. */
  readonly known: boolean;
  /** The furthest stage that it has reached. */
  readonly stage: StageId;
  /** What it did last. */
  readonly what: string;
  /** Whether it got as far as can be seen, without anything wrong. */
  readonly healthy: boolean;
  /** The first sign of each stage, in the order in which they were reached. */
  readonly reached: readonly StageSeen[];
}

export interface StageSeen {
  readonly stage: StageId;
  readonly what: string;
  readonly line: number;
  /** Seconds since the machine's first line; undefined where lines bear no time. */
  readonly seconds?: number | undefined;
}

export interface Diagnosis {
  /** Where it stands still; for what is healthy, the furthest stage reached. Null if that cannot be told. */
  readonly stage: StageId | null;
  readonly healthy: boolean;
  /** What it comes to, in one sentence. */
  readonly summary: string;
  /** The host of the inventory that it is about, where there is one. */
  readonly host: string | null;
  /** The likeliest first, at most five. */
  readonly causes: readonly CauseFound[];
  /** Machines that were followed; those that stand still come first. */
  readonly machines: readonly MachineSeen[];
  /** What to fetch next, if it is not known: two facts. */
  readonly next: readonly Advice[];
}
