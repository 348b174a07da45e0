import { rmSync } from 'node:fs';
import type { ObtainOptions } from './obtain.ts';
import type { Missing } from './payload.ts';
import { fetchSums, pathFrom, urlFrom, type UrlSource } from './sums.ts';

/** What a source would have to say to name the newest version that its publisher lists. */
export interface Newer {
  readonly url: string;
  readonly sha256: string;
  /** Where the list of that version lies. */
  readonly sums: string;
}

/**
 * Looks for the newest version of a file in its publisher's list: the same path, but for the numbers in it. Where the
 * inventory names a Release file, the newest list of it comes first.
 * @returns what the inventory says already, if there is nothing newer
 */
export async function findNewer(
  source: UrlSource & { sums: NonNullable<UrlSource['sums']> },
  { root, cache, progress }: Pick<ObtainOptions, 'root' | 'cache' | 'progress'>,
): Promise<Newer | Missing> {
  const path = pathFrom(source.sums.url, source.url);
  if (path === undefined) return { why: `it does not lie below ${source.sums.url}` };
  const work = cache.workFolder();
  try {
    const sums = await fetchSums(source.sums, root, work, progress, (list, lists) =>
      newest(list, lists.keys()),
    );
    if ('why' in sums) return sums;
    const file = newest(path, sums.files.keys());
    const sha256 = sums.files.get(file);
    if (sha256 === undefined) return { why: `${sums.url} does not list it` };
    // A file that did not move keeps its URL letter by letter.
    const moved = file !== path || sums.url !== source.sums.url;
    const url = moved ? urlFrom(sums.url, file) : source.url;
    return { url, sha256, sums: sums.url };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Numbers that are names: of architectures, and of what sums them up. */
const NAMES = /x86_64|amd64|arm64|aarch64|i[3-6]86|riscv64|s390x|ppc64(?:el|le)?|sha(?:256|512)/gi;
const NUMBER = /[0-9]+/g;

/** The path with the highest numbers among those that differ from this one in nothing else. */
export function newest(path: string, among: Iterable<string>): string {
  const shape = shapeOf(path);
  let best = path;
  for (const candidate of among)
    if (shapeOf(candidate) === shape && isNewer(candidate, best)) best = candidate;
  return best;
}

/** What Debian adds to a version for an update of a stable release. */
const STABLE_UPDATE = /\+deb[0-9]+u[0-9]+/g;

/** The path with its numbers blotted out; digits that are part of a name stay. */
function shapeOf(path: string): string {
  return split(
    path.replaceAll(STABLE_UPDATE, ''),
    (name) => name,
    () => '#',
  );
}

function isNewer(a: string, b: string): boolean {
  const others = b.split('/').map(numbersOf);
  for (const [index, part] of a.split('/').entries()) {
    const [left, right] = [numbersOf(part), others[index] ?? []];
    for (let at = 0; at < Math.max(left.length, right.length); at++) {
      const [one, other] = [left[at] ?? -1n, right[at] ?? -1n];
      if (one !== other) return one > other;
    }
  }
  return false;
}

function numbersOf(part: string): bigint[] {
  const numbers: bigint[] = [];
  split(
    part,
    () => '',
    (digits) => {
      numbers.push(BigInt(digits));
      return '';
    },
  );
  return numbers;
}

function split(
  path: string,
  name: (text: string) => string,
  number: (digits: string) => string,
): string {
  let text = '';
  let at = 0;
  for (const match of path.matchAll(NAMES)) {
    text += path.slice(at, match.index).replaceAll(NUMBER, number) + name(match[0]);
    at = match.index + match[0].length;
  }
  return text + path.slice(at).replaceAll(NUMBER, number);
}
