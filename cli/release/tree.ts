import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostTold } from '../../generators/plan/host-told.ts';
import { PRIVATE_ROOT, SERVED_ROOT } from '../../generators/plan/images.ts';
import type { Promised, Questions } from '../ask/ask-server.ts';
import { STAYS } from '../bundle/collection.ts';
import { SUMS } from '../bundle/manifest.ts';
import {
  manifestLine,
  manifestOf,
  type ManifestFile,
  type ManifestLine,
} from '../bundle/read-manifest.ts';
import { Mistake } from '../mistake.ts';
import { utcStamp } from '../utc-stamp.ts';

/** What a tree promises, out of its manifest. */
export interface Contents {
  readonly hosts: readonly HostTold[];
  readonly files: readonly ManifestFile[];
}

/** What the manifest in a folder says; nothing if there is none. */
export function contentsOf(folder: string): Contents {
  return collect(manifestOf(folder));
}

/**
 * What the text of a manifest says.
 * @param name whose it is
 * @throws Mistake if it is none
 */
export function contentsOfText(text: string, name: string): Contents {
  const read = text.split('\n').filter((line) => line !== '');
  const lines = read.map(manifestLine);
  if (lines.includes(false)) {
    throw new Mistake(
      `The manifest of ${name} cannot be read.`,
      'Another version of Bootbook may have made it: use that, or apply anew.',
    );
  }
  return collect(lines as ManifestLine[]);
}

function collect(lines: Iterable<ManifestLine>): Contents {
  const hosts: HostTold[] = [];
  const files: ManifestFile[] = [];
  for (const line of lines) {
    if (line === undefined) continue;
    if ('told' in line) hosts.push(line.told);
    else files.push(line.file);
  }
  return { hosts, files };
}

/**
 * What clients of a tree's server should see.
 * @param address where to ask, instead of where its hosts are told to
 */
export function promisedBy({ hosts, files }: Contents, address: string | undefined): Promised {
  const told = hosts.filter(({ ipv6 }) => !ipv6).map(({ nextServer }) => nextServer);
  const addresses = address === undefined ? [...new Set(told)] : [address];
  return { addresses, hosts, files };
}

/** Everything that can be asked. Payload is fetched by HTTP only, and boot files by both. */
export function allQuestions({ hosts, files }: Contents, payload: boolean): Questions {
  const served = files.filter(
    ({ path, sha256 }) => path.startsWith(`${SERVED_ROOT}/`) && sha256 !== undefined,
  );
  const bootFiles = new Set(hosts.map(({ bootFile }) => bootFile.replace(/^http:\/\/[^/]+\//, '')));
  const first = served.filter(({ path }) => bootFiles.has(path.slice(SERVED_ROOT.length + 1)));
  const configs = served.filter((file) => !file.payload);
  const rest = served.filter((file) => file.payload && !first.includes(file));
  return {
    http: payload ? [...configs, ...first, ...rest] : [...configs, ...first],
    secret: files.filter(({ path }) => path.startsWith(`${PRIVATE_ROOT}/`)),
    tftp: [...first, ...configs],
    dhcp: hosts,
  };
}

/** Files and hosts that a release asks for at most, each; and bytes of payload. */
const MOST_ASKED = 60;
const MOST_BYTES = 100e6;

/** What a release asks before it stays: all that is new in it first, as far as that is done in a few seconds. */
export function releaseQuestions(now: Contents, before: Contents): Questions {
  const sums = new Map(before.files.map(({ path, sha256 }) => [path, sha256]));
  const told = new Map(before.hosts.map((each) => [each.host, JSON.stringify(each)]));
  const { http, secret, tftp, dhcp } = allQuestions(now, true);
  const isNew = ({ path, sha256 }: ManifestFile): boolean => sums.get(path) !== sha256;
  let bytes = 0;
  const fits = ({ size }: ManifestFile): boolean => (bytes += size ?? 0) < MOST_BYTES;
  return {
    http: newestFirst(http, isNew).filter(fits),
    secret,
    tftp: newestFirst(tftp, isNew),
    dhcp: newestFirst(dhcp, (each) => told.get(each.host) !== JSON.stringify(each)),
  };
}

function newestFirst<T>(items: readonly T[], isNew: (item: T) => boolean): T[] {
  const sorted = items.map((item) => ({ item, rank: isNew(item) ? 0 : 1 }));
  return sorted
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST_ASKED)
    .map(({ item }) => item);
}

/** The paths in a `SHA256SUMS` with their sums. */
export function sumsIn(text: string): Map<string, string> {
  const sums = new Map<string, string>();
  for (const [, sum, path] of text.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)) sums.set(path!, sum!);
  return sums;
}

/**
 * Makes a tree the tree of a release: its list names only what goes onto a boot server. The module bootbook.pxe.tree does the
 * same to a bundle, so that both call the same release by the same name.
 */
export function listRelease(folder: string): void {
  const file = join(folder, SUMS);
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, lines.filter((line) => !STAYING.test(line)).join('\n'));
}

/** Of a list: a file that stays here. */
const STAYING = new RegExp(`^[0-9a-f]{64} {2}${STAYS}`);

/** The list of a tree's files, and its own sum: what a release is named after. */
export function listOf(folder: string): { sums: Map<string, string>; digest: string } {
  const text = readFileSync(join(folder, SUMS), 'utf8');
  return { sums: sumsIn(text), digest: createHash('sha256').update(text).digest('hex') };
}

/**
 * The name of a release: the time at which it is made, in UTC, and the beginning of the SHA-256 of its list. Names sort by
 * it.
 */
export function releaseName(digest: string): string {
  return `${utcStamp(Date.now())}-${shortOf(digest)}`;
}

/** Whether a release was made of the list with this SHA-256. */
export function isOf(release: string | undefined, digest: string): boolean {
  return release?.endsWith(`-${shortOf(digest)}`) === true;
}

function shortOf(digest: string): string {
  return digest.slice(0, 12);
}
