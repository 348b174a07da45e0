import type { Artifact } from '../../generators/artifact.ts';
import type { SourceText } from '../../generators/inventory/yaml-file.ts';
import type { StageTold } from '../../generators/plan/explain.ts';
import type { StageId } from '../../generators/plan/stages.ts';
import type { Reached } from '../../generators/proof/levels.ts';
import type { Reason } from '../../generators/reason.ts';

/*
 * What stands on a generated page, before anybody says how it looks. The HTML page and its plain text twin are both
 * made from this, so they never tell different things.
 */

/** A run of words. `machine` marks what a machine prints or reads, which is never set in the prose face. */
export type Span =
  string | { readonly text: string; readonly href?: string; readonly machine?: boolean };

/** A sentence or a cell: one run, or several in a row. */
export type Words = Span | readonly Span[];

/** One thing that is known, and why it is so. */
export interface Fact {
  readonly name: string;
  readonly value: Words;
  readonly because: readonly Reason[];
}

/** What a reader must not miss. It stands above everything else on the page. */
export interface Notice {
  /** `armed`: a destructive profile will run. `withheld`: one is asked for and will not. `doubt`: the inventory may be wrong. */
  readonly kind: 'armed' | 'withheld' | 'doubt';
  readonly title: string;
  readonly words: Words;
  readonly because: readonly Reason[];
}

export type Section = { readonly title: string; readonly id: string; readonly intro?: Words } & (
  | { readonly kind: 'prose'; readonly paragraphs: readonly Words[] }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly Words[])[];
      /** The label of a field that narrows the rows; without it the table has none. */
      readonly filter?: string;
    }
  /** What a host is told, stage by stage. */
  | { readonly kind: 'told'; readonly stages: readonly StageTold[] }
  /** An emitted file, in full or some of its lines. */
  | {
      readonly kind: 'config';
      readonly server: string;
      readonly artifact: Artifact;
      /** Indexes of the lines to show; all of them unless given. */
      readonly lines?: readonly number[];
      /** The page of the whole file, where only a part of it is shown. */
      readonly whole: string | undefined;
      /** How much is known of exactly these bytes. */
      readonly reached: Reached | undefined;
      /** Whether the text twin tells the reasons too: for the page of the file itself. */
      readonly annotated?: boolean;
    }
  /** A file of the inventory, with what begins at which line. */
  | {
      readonly kind: 'yaml';
      readonly source: SourceText;
      readonly marks: ReadonlyMap<number, { readonly text: string; readonly href: string }>;
    }
  /** Archives to take along. They are written after the pages, so nothing is said here of what is in them. */
  | { readonly kind: 'bundle'; readonly server: string; readonly archives: readonly string[] }
  /** What a program prints. */
  | { readonly kind: 'console'; readonly lines: readonly string[] }
  /** The check, what to do about it, how to see that it helped, how to take it back; for a cause, first how one tells it. */
  | { readonly kind: 'steps'; readonly tell?: Words; readonly groups: readonly StepGroup[] }
  /** What a person wrote below the front matter of a page. */
  | {
      readonly kind: 'written';
      readonly collection: 'errors' | 'quirks';
      readonly entry: string;
      /** The same in Markdown, for the text twin. */
      readonly markdown: string;
    }
  /** Who said what to whom on the wire, in the order of time. */
  | {
      readonly kind: 'exchange';
      /** The parties from left to right. */
      readonly lanes: readonly string[];
      readonly messages: readonly ExchangeMessage[];
    }
);

/** Steps to one end: the check, the fix, its proof, the way back. */
export interface StepGroup {
  readonly label: string;
  readonly steps: readonly ShownStep[];
}

/** One thing to do, in words, and the command for it where there is one. */
export interface ShownStep {
  readonly words: Words;
  /** Where the command is typed. */
  readonly on: string | undefined;
  readonly run: readonly string[];
  /** What is seen then. */
  readonly see: readonly string[];
  /** The words above what is seen. */
  readonly seen: string;
  /** Lines of an emitted file that are meant. */
  readonly file:
    | {
        readonly server: string;
        readonly artifact: Artifact;
        /** Position of the first line, from 0. */
        readonly from: number;
        readonly count: number;
      }
    | undefined;
}

/** A message on the wire, or several that are not worth telling. */
export type ExchangeMessage =
  | {
      readonly kind: 'message';
      /** From power-on. */
      readonly seconds: number;
      /** Indexes of lanes. */
      readonly from: number;
      readonly to: number;
      readonly protocol: string;
      /** What is said: `DISCOVER`, `RRQ pxelinux.0`. */
      readonly what: string;
      /** What else stands in it, by name: options, addresses. */
      readonly details: readonly (readonly [name: string, value: string])[];
    }
  | { readonly kind: 'omitted'; readonly packets: number };

/** Where a page's boot chain is lit, and the words beneath its stations. */
export interface ChainContent {
  readonly at?: StageId;
  /** The stage at which a machine stood still. */
  readonly failed?: StageId;
  /** Stages that a machine was seen to pass. */
  readonly done?: readonly StageId[];
  readonly short?: Readonly<Partial<Record<StageId, string>>>;
}

/** One generated page. */
export interface PageContent {
  /** Site path with a slash at both ends: `/hosts/web01/`. */
  readonly path: string;
  readonly title: string;
  /** Whether the title is a name that a machine bears. */
  readonly machine: boolean;
  /** One plain line for lists, search and the index of text twins. */
  readonly summary: string;
  /** Beneath the title. */
  readonly lead: Words;
  readonly notices: readonly Notice[];
  readonly chain: ChainContent | undefined;
  readonly sections: readonly Section[];
}

/** The spans of some words, whether they are one or several. */
export function spansOf(words: Words): readonly Span[] {
  return typeof words === 'string' || !Array.isArray(words)
    ? [words as Span]
    : (words as readonly Span[]);
}

/** Words as plain text. */
export function plain(words: Words): string {
  return spansOf(words)
    .map((span) => (typeof span === 'string' ? span : span.text))
    .join('');
}

/** What a machine prints or reads. */
export function machine(text: string | number, href?: string): Span {
  return { text: String(text), machine: true, ...(href === undefined ? {} : { href }) };
}

/** Prose in which what machines read stands between backticks. */
export function marked(text: string): Words {
  return text.split('`').map((part, index) => (index % 2 === 1 ? machine(part) : part));
}

/** Words that lead to another page. */
export function link(text: string, href: string): Span {
  return { text, href };
}

/** Several words in a row, with something between them. */
export function joined(parts: readonly Words[], between: string): Words {
  return parts.flatMap((part, index): readonly Span[] =>
    index === 0 ? spansOf(part) : [between, ...spansOf(part)],
  );
}

/** A number with its noun: `1 host`, `3 hosts`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
