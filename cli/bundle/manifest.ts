import type { Artifact } from '../../generators/artifact.ts';
import type { Quirk } from '../../generators/catalogue/quirk.ts';
import { reasonText, type Reason, type Rule } from '../../generators/reason.ts';
import type { HostTold } from '../../generators/plan/host-told.ts';
import type { Route } from '../../generators/plan/route.ts';
import type { Content } from '../hash-file.ts';
import type { Origin } from '../payload/payload.ts';
import type { GrowingFile } from './tree-writer.ts';

/** An emitted file in `manifest.jsonl`. */
export interface ArtifactEntry extends Content {
  readonly path: string;
  readonly mode: string;
  readonly language: string;
  /** Hosts that the file is for; empty if it is for all. */
  readonly hosts: readonly string[];
  /**
   * Each reason with the lines that it stands behind: `{"content/inventory/site.yaml:10 sites.ams1.domain": "3,7-9",
   * "rule bootif": "12"}`.
   */
  readonly because: Readonly<Record<string, string>>;
}

/** A payload file in `manifest.jsonl`. */
export interface PayloadEntry extends Content {
  readonly path: string;
  readonly mode: string;
  readonly source: Origin;
  readonly because: readonly string[];
}

/** A file that serves or is the book on the boot server, in `manifest.jsonl`: `bootbook build --site`. */
export interface BookEntry extends Content {
  readonly path: string;
  readonly mode: string;
  readonly book: true;
}

/** A file that serves once an arming has ended, in `manifest.jsonl`; its path says when: `after/20261121T180000Z/…`. */
export interface LaterEntry extends Content {
  readonly path: string;
  readonly mode: string;
  readonly after: true;
}

/** A payload file that is not in the bundle, in `manifest.jsonl`. */
export interface LeftOutEntry {
  readonly path: string;
  /** Why it could not be had. */
  readonly leftOut: string;
  readonly because: readonly string[];
}

/** The last line of `manifest.jsonl`: what the rules, routes and quirks say that the lines before name by id. */
export interface LegendEntry {
  readonly reasons: Readonly<Record<string, string>>;
}

/** The names of both files. */
export const MANIFEST = 'manifest.jsonl';
export const SUMS = 'SHA256SUMS';

/** Which files a list of sums names. */
interface Listed {
  readonly only?: ((path: string) => boolean) | undefined;
  /** Gets the content of each file by its path. */
  readonly contents?: Map<string, Content> | undefined;
}

/** Writes `manifest.jsonl` and `SHA256SUMS` side by side, one line for each file and then one for each host. */
export class Manifest {
  private readonly entries: GrowingFile;
  private readonly sums: GrowingFile;
  private readonly listed: Listed;
  private readonly names = new ReasonNames();

  /** @param listed which files the list of sums is to name, and who else wants to know of them; without it all, and nobody */
  constructor(entries: GrowingFile, sums: GrowingFile, listed: Listed = {}) {
    this.entries = entries;
    this.sums = sums;
    this.listed = listed;
  }

  artifact({ path, mode, language, hosts, lines }: Artifact, { sha256, size }: Content): void {
    // The reasons are most of the manifest. Their JSON is put together here, because an object for each of a hundred
    // thousand files, with keys that no other has, takes the engine several times as long.
    const because = this.reasonsByLine(lines);
    const head = JSON.stringify({ path, mode, size, sha256, language, hosts }).slice(0, -1);
    this.entries.add(`${head},"because":{${because}}}\n`);
    this.sum(path, { sha256, size });
  }

  payload(file: Omit<PayloadEntry, 'because'>, because: readonly Reason[]): void {
    this.add({ ...file, because: this.namesOf(because) });
    this.sum(file.path, file);
  }

  book(file: Omit<BookEntry, 'book'>): void {
    this.add({ ...file, book: true });
    this.sum(file.path, file);
  }

  later(file: Omit<LaterEntry, 'after'>): void {
    this.add({ ...file, after: true });
    this.sum(file.path, file);
  }

  /** `sha256sum -c` skips lines that begin with `#` (GNU coreutils), so the sums tell a reader without failing a check. */
  leftOut(file: Omit<LeftOutEntry, 'because'>, because: readonly Reason[]): void {
    this.add({ ...file, because: this.namesOf(because) });
    this.sums.add(`# left out: ${file.path} (${file.leftOut})\n`);
  }

  /** What a host is told; for those who compare two trees without their inventories. */
  host(told: HostTold): void {
    this.entries.add(`${JSON.stringify(told)}\n`);
  }

  /** Ends both files, and gives what they came to; the manifest itself is the last of the sums. */
  close(): { manifest: Content; sums: Content } {
    this.add({ reasons: this.names.legend() });
    const manifest = this.entries.close();
    this.sum(MANIFEST, manifest);
    return { manifest, sums: this.sums.close() };
  }

  private add(entry: PayloadEntry | BookEntry | LaterEntry | LeftOutEntry | LegendEntry): void {
    this.entries.add(`${JSON.stringify(entry)}\n`);
  }

  private sum(path: string, { sha256, size }: Content): void {
    this.listed.contents?.set(path, { sha256, size });
    if (this.listed.only?.(path) !== false) this.sums.add(`${sha256}  ${path}\n`);
  }

  private namesOf(because: readonly Reason[]): string[] {
    return because.map((reason) => this.names.nameOf(reason));
  }

  /** The members of the JSON object `because`: each reason once, with its lines as ranges. */
  private reasonsByLine(lines: Artifact['lines']): string {
    const ranges = new Map<string, Ranges>();
    // Lines mostly share the very objects of their reasons, so most names need not be made again.
    const known = new Map<Reason | Named, Ranges>();
    for (const [index, { because }] of lines.entries()) {
      for (const reason of because) {
        const thing = thingOf(reason);
        let found = known.get(thing);
        if (found === undefined) {
          const name = this.names.nameOf(reason);
          found = ranges.get(name);
          if (found === undefined) ranges.set(name, (found = new Ranges()));
          known.set(thing, found);
        }
        found.add(index + 1);
      }
    }
    let members = '';
    for (const [name, lineRanges] of ranges)
      members += `${members === '' ? '' : ','}${JSON.stringify(name)}:"${lineRanges.text()}"`;
    return members;
  }
}

/** What two reasons share that are the same: the rule, route or quirk that they name, or the reason itself. */
function thingOf(reason: Reason): Reason | Named {
  return reason.kind === 'inventory' ? reason : namedBy(reason);
}

/** What has an id and a meaning of its own. */
type Named = Rule | Route | Pick<Quirk, 'id' | 'title'>;

function namedBy(reason: Exclude<Reason, { kind: 'inventory' }>): Named {
  switch (reason.kind) {
    case 'rule':
      return reason.rule;
    case 'route':
      return reason.route;
    case 'quirk':
      return reason.quirk;
  }
}

/** Short names of reasons, and what they stand for. */
class ReasonNames {
  private readonly names = new Map<Named, string>();
  private readonly meanings = new Map<string, string>();

  /** `content/inventory/site.yaml:10 sites.ams1.domain`, `rule bootif`, `route bios-amd64-tftp-pxelinux`, `quirk …`. */
  nameOf(reason: Reason): string {
    if (reason.kind === 'inventory') return reasonText(reason);
    const thing = namedBy(reason);
    let name = this.names.get(thing);
    if (name === undefined) {
      const meaning = reasonText(reason);
      const short = `${reason.kind} ${thing.id}`;
      // Two rules of one id would be a mistake, but not one to lose a reason over.
      name = this.meanings.has(short) && this.meanings.get(short) !== meaning ? meaning : short;
      this.names.set(thing, name);
      this.meanings.set(name, meaning);
    }
    return name;
  }

  legend(): Record<string, string> {
    return Object.fromEntries(this.meanings);
  }
}

/** Numbers that come in order, as `3,7-9`. */
class Ranges {
  private done = '';
  private from = 0;
  private to = -1;

  add(number: number): void {
    if (number === this.to) return;
    if (number !== this.to + 1) {
      this.done = this.text();
      this.from = number;
    }
    this.to = number;
  }

  text(): string {
    if (this.to < 0) return '';
    const last = this.from === this.to ? `${this.from}` : `${this.from}-${this.to}`;
    return this.done === '' ? last : `${this.done},${last}`;
  }
}
