import type { Artifact } from '../../generators/artifact.ts';
import { reasonText } from '../../generators/reason.ts';
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
  /** Each reason with the lines that it stands behind: `{"content/inventory/site.yaml:10 sites.ams1.domain": "3,7-9"}`. */
  readonly because: Readonly<Record<string, string>>;
}

/** A payload file in `manifest.jsonl`. */
export interface PayloadEntry extends Content {
  readonly path: string;
  readonly mode: string;
  readonly source: Origin;
  readonly because: readonly string[];
}

/** A payload file that is not in the bundle, in `manifest.jsonl`. */
export interface LeftOutEntry {
  readonly path: string;
  /** Why it could not be had. */
  readonly leftOut: string;
  readonly because: readonly string[];
}

export type ManifestEntry = ArtifactEntry | PayloadEntry | LeftOutEntry;

/** Writes `manifest.jsonl` and `SHA256SUMS` side by side, one line for each file, as the files come. */
export class Manifest {
  private readonly entries: GrowingFile;
  private readonly sums: GrowingFile;

  constructor(entries: GrowingFile, sums: GrowingFile) {
    this.entries = entries;
    this.sums = sums;
  }

  artifact({ path, mode, language, hosts, lines }: Artifact, { sha256, size }: Content): void {
    const because = reasonsByLine(lines);
    const entry: ArtifactEntry = { path, mode, size, sha256, language, hosts, because };
    this.add(entry);
    this.sum(path, sha256);
  }

  payload(entry: PayloadEntry): void {
    this.add(entry);
    this.sum(entry.path, entry.sha256);
  }

  /** `sha256sum -c` skips lines that begin with `#` (GNU coreutils), so the sums tell a reader without failing a check. */
  leftOut(entry: LeftOutEntry): void {
    this.add(entry);
    this.sums.add(`# left out: ${entry.path} (${entry.leftOut})\n`);
  }

  /** Ends both files; the manifest itself is the last of the sums. */
  close(): void {
    this.sum('manifest.jsonl', this.entries.close());
    this.sums.close();
  }

  private add(entry: ManifestEntry): void {
    this.entries.add(`${JSON.stringify(entry)}\n`);
  }

  private sum(path: string, sha256: string): void {
    this.sums.add(`${sha256}  ${path}\n`);
  }
}

/** Each reason once, with the lines that it stands behind as ranges. Neighbouring lines mostly share their reasons. */
function reasonsByLine(lines: Artifact['lines']): Record<string, string> {
  const ranges = new Map<string, { text: string; from: number; to: number }>();
  for (const [index, { because }] of lines.entries()) {
    const line = index + 1;
    for (const reason of because) {
      const key = reasonText(reason);
      const range = ranges.get(key);
      if (range === undefined) ranges.set(key, { text: '', from: line, to: line });
      else if (range.to >= line - 1) range.to = line;
      else {
        range.text = rangeText(range);
        range.from = range.to = line;
      }
    }
  }
  return Object.fromEntries(Array.from(ranges, ([key, range]) => [key, rangeText(range)]));
}

function rangeText({ text, from, to }: { text: string; from: number; to: number }): string {
  const range = from === to ? `${from}` : `${from}-${to}`;
  return text === '' ? range : `${text},${range}`;
}
