import type { Firmware } from '../inventory/schema.ts';

/** A line of a source that is imported. Lines count from 1. */
export interface Origin {
  readonly file: string;
  readonly line: number;
}

/** One file of a source. What it is to its program (`config`, `hosts`) is the importer's own word. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly kind: string;
}

/** Another file or folder that a file of the source names, for the caller to read too. */
export interface Include {
  readonly path: string;
  readonly kind: string;
  /** For a folder: whether a file of this name is read. */
  readonly takes: (name: string) => boolean;
  readonly origin: Origin;
}

export interface FoundInterface {
  readonly origin: Origin;
  readonly name?: string | undefined;
  readonly mac?: string | undefined;
  readonly address?: string | undefined;
  readonly address6?: string | undefined;
  readonly boot?: boolean | undefined;
}

export interface FoundHost {
  readonly origin: Origin;
  readonly name?: string | undefined;
  readonly interfaces: readonly FoundInterface[];
  /** Name of a found model or profile, as the source spells it. */
  readonly model?: string | undefined;
  readonly profile?: string | undefined;
  readonly rack?: string | undefined;
  readonly firmware?: string | undefined;
  readonly args?: readonly string[] | undefined;
}

export interface FoundNetwork {
  readonly origin: Origin;
  readonly name?: string | undefined;
  /** Any address in it with a prefix length: `10.20.0.11/24`. */
  readonly cidr: string;
  /** Why the prefix length is a guess, where it is one. */
  readonly assumed?: string | undefined;
  readonly vlan?: number | undefined;
  readonly gateway?: string | undefined;
  readonly range?: { readonly from: string; readonly to: string } | undefined;
  readonly lease?: string | undefined;
  /** Left open where the source does not tell who answers DHCP. */
  readonly mode?: 'authoritative' | 'proxy' | undefined;
}

export interface FoundServer {
  readonly origin: Origin;
  readonly address: string;
}

export interface FoundModel {
  readonly origin: Origin;
  /** How hosts of the source name it. */
  readonly key: string;
  readonly vendor?: string | undefined;
  readonly name?: string | undefined;
  readonly architecture?: string | undefined;
  readonly firmware?: Firmware | undefined;
}

export interface FoundProfile {
  readonly origin: Origin;
  readonly key: string;
  readonly label: string;
  readonly kind: 'installer' | 'live';
  readonly image: FoundImage;
  readonly args: readonly string[];
}

export interface FoundImage {
  readonly origin: Origin;
  readonly key: string;
  readonly architecture?: string | undefined;
  /** Absolute paths on the machine that the source comes from. */
  readonly kernel: string;
  readonly initrds: readonly string[];
}

/** What became of a piece of the source that was not taken over as it stood. */
export interface Note {
  readonly verdict: 'changed' | 'left-out';
  readonly origin: Origin;
  /** The piece, as it stands in the source. */
  readonly what: string;
  readonly why: string;
}

/** What an importer found in a source, in the words of no program. Values are as they stand there, unchecked. */
export class Findings {
  readonly networks: FoundNetwork[] = [];
  readonly servers: FoundServer[] = [];
  readonly models: FoundModel[] = [];
  readonly profiles: FoundProfile[] = [];
  readonly hosts: FoundHost[] = [];
  readonly notes: Note[] = [];
  readonly dns: string[] = [];
  readonly ntp: string[] = [];
  domain: string | undefined;
  siteName: string | undefined;

  leftOut(origin: Origin, what: string, why: string): void {
    this.notes.push({ verdict: 'left-out', origin, what, why });
  }

  changed(origin: Origin, what: string, why: string): void {
    this.notes.push({ verdict: 'changed', origin, what, why });
  }
}

/** One program or format that hosts can come from. Add one by adding a file here and naming it in index.ts. */
export interface Importer {
  /** Kebab case, as it is typed: `dnsmasq-leases`. */
  readonly id: string;
  readonly title: string;
  /** Which files it is given, for the help. */
  readonly takes: string;
  /** Page or source that the form of these files comes from. */
  readonly source: string;
  /** Whether a file of this name belongs to it, where a folder is given. */
  readonly files: RegExp;
  /** Further files that this one names. */
  includes?(file: SourceFile): Include[];
  read(files: readonly SourceFile[]): Findings;
}

/** `10.20.0.11` from `10.20.0.11/24`. */
export function withoutPrefix(text: string): string {
  return text.split('/')[0]!;
}

/** Whether the text is an IPv4 address in four decimal parts. */
export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && +part < 256)
  );
}

/** Lines of a text with their numbers, without carriage returns. */
export function numbered(text: string): { readonly line: number; readonly text: string }[] {
  return text
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((each, index) => ({ line: index + 1, text: each.replace(/\r$/, '') }));
}

/** Seconds as a lease time of the inventory. */
export function leaseText(seconds: number): string | undefined {
  if (!Number.isInteger(seconds) || seconds <= 0) return undefined;
  for (const [unit, size] of [
    ['d', 86400],
    ['h', 3600],
    ['m', 60],
  ] as const)
    if (seconds % size === 0) return `${seconds / size}${unit}`;
  return `${seconds}s`;
}
