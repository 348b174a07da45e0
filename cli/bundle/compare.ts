import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatPatch, structuredPatch } from 'diff';
import { artifactText, type Artifact } from '../../generators/artifact.ts';
import { privateAnswers } from '../../generators/formats/answers/index.ts';
import { emitArtifacts } from '../../generators/formats/index.ts';
import { PRIVATE_ROOT } from '../../generators/plan/images.ts';
import type { Plan } from '../../generators/plan/plan.ts';
import { hashFile } from '../hash-file.ts';
import { isSystemError } from '../mistake.ts';
import type { PayloadCache } from '../payload/cache.ts';
import { knownSum } from '../payload/known-sum.ts';
import { plural, type Progress } from '../terminal.ts';
import { collectionFiles, STAYS } from './collection.ts';
import { manifestOf } from './read-manifest.ts';

/** One file that a build would change. */
export interface Difference {
  readonly change: 'added' | 'removed' | 'changed';
  /** From the top of the bundle: `boot1/srv/tftp/boot.ipxe`. */
  readonly path: string;
  readonly kind: 'config' | 'payload';
  /** Hosts that the file is for; none if it is for all, or if nobody knows. */
  readonly hosts: readonly string[];
  /** A unified diff, or one line about a payload file; it ends in a newline. */
  readonly patch: string;
}

/**
 * Compares what would be emitted for a boot server with the tree that lies in a folder, one file at a time: first what is
 * emitted, in its order, then what is not emitted any more.
 * @param sums what the tree's payload is, by path, where the folder holds only its emitted files
 * @param deployed whether it is the tree of a boot server, which has no roles
 * @throws Mistake if the tree's manifest cannot be read
 */
export function* compareTree(
  plan: Plan,
  folder: string,
  root: string,
  cache: PayloadCache,
  progress: Progress,
  sums?: ReadonlyMap<string, string>,
  deployed = false,
): Generator<Difference> {
  const server = plan.server.id;
  const emitted = new Set<string>();
  for (const artifact of emitArtifacts(plan)) {
    if (deployed && artifact.path.startsWith(STAYS)) continue;
    emitted.add(artifact.path);
    if (emitted.size % 100 === 0)
      progress.say(`Comparing ${server}: ${plural(emitted.size, 'file')}`);
    const path = `${server}/${artifact.path}`;
    const before = readIfThere(join(folder, artifact.path));
    const after = artifactText(artifact);
    if (before === after) continue;
    const change = before === undefined ? 'added' : 'changed';
    const { hosts } = artifact;
    yield { change, path, kind: 'config', hosts, patch: patchOf(path, before, after) };
  }
  for (const { install, file } of privateAnswers(plan)) {
    if (!install.armed) continue;
    emitted.add(file.path);
    const path = `${server}/${file.path}`;
    const before = readIfThere(join(folder, file.path));
    if (before !== undefined && sameButForSecrets(file, before)) continue;
    const change = before === undefined ? 'added' : 'changed';
    // A diff would show the secret that lies there.
    const patch = `Answers with a secret ${change}: ${path}\n`;
    yield { change, path, kind: 'config', hosts: file.hosts, patch };
  }
  for (const { path, source, secret } of plan.payload) {
    emitted.add(path);
    // Nobody is asked for a secret to see what would change, and its hash has another salt each time.
    if (secret !== undefined) continue;
    const wanted = knownSum(source, root, cache);
    // What was never fetched may be left out by the next build as well.
    if (wanted === undefined) continue;
    const file = join(folder, path);
    const there = sums === undefined ? sumIfThere(file) : sums.get(path);
    const difference = comparePayload(`${server}/${path}`, wanted, there);
    if (difference !== undefined) yield difference;
  }
  for (const { path, from } of deployed ? [] : collectionFiles()) {
    emitted.add(path);
    const full = `${server}/${path}`;
    const there = sums === undefined ? sumIfThere(join(folder, path)) : sums.get(path);
    const wanted = hashFile(from).sha256;
    if (wanted === there) continue;
    const change = there === undefined ? 'added' : 'changed';
    yield { change, path: full, kind: 'payload', hosts: [], patch: `Role ${change}: ${full}\n` };
  }
  for (const line of manifestOf(folder)) {
    if (line === undefined || !('file' in line)) continue;
    const { path, payload, book, after } = line.file;
    // The book comes and goes with the site that was built, not with the inventory; what serves later follows from the rest.
    if (book || after || (deployed && path.startsWith(STAYS))) continue;
    if (emitted.has(path)) continue;
    const full = `${server}/${path}`;
    if (path.startsWith(`${PRIVATE_ROOT}/`)) {
      if (sums?.has(path) ?? existsSync(join(folder, path)))
        yield { change: 'removed', path: full, kind: 'config', hosts: [], patch: `Answers with a secret removed: ${full}\n` };
      continue;
    }
    const before = payload ? undefined : readIfThere(join(folder, path));
    if (before !== undefined)
      yield { change: 'removed', path: full, kind: 'config', hosts: [], patch: patchOf(full, before, undefined) };
    else if (payload && (sums?.has(path) ?? existsSync(join(folder, path))))
      yield { change: 'removed', path: full, kind: 'payload', hosts: [], patch: `Payload removed: ${full}\n` };
  }
}

function comparePayload(
  path: string,
  wanted: string,
  there: string | undefined,
): Difference | undefined {
  if (wanted === there) return undefined;
  const change = there === undefined ? 'added' : 'changed';
  return { change, path, kind: 'payload', hosts: [], patch: `Payload ${change}: ${path}\n` };
}

function sumIfThere(file: string): string | undefined {
  return existsSync(file) ? hashFile(file).sha256 : undefined;
}

/** What an emitted file holds now; undefined if there is none. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** More changed lines than this are not worth the search for the shortest diff, which grows with their square. */
const MOST_CHANGES = 2000;

/** A unified diff of one file; it ends in a newline. Undefined stands for no file. */
export function patchOf(path: string, before: string | undefined, after: string | undefined): string {
  const from = before === undefined ? '/dev/null' : `a/${path}`;
  const to = after === undefined ? '/dev/null' : `b/${path}`;
  const context = 3;
  const patch =
    structuredPatch(from, to, before ?? '', after ?? '', undefined, undefined, {
      context,
      maxEditLength: before === undefined || after === undefined ? Infinity : MOST_CHANGES,
    }) ?? wholePatch(from, to, before ?? '', after ?? '');
  return formatPatch(patch).replace(/^=+\n/, '');
}

/** A diff that takes every line out and puts every line in. */
function wholePatch(
  from: string,
  to: string,
  before: string,
  after: string,
): ReturnType<typeof structuredPatch> {
  const removed = structuredPatch(from, to, before, '', undefined, undefined, { context: 0 });
  const added = structuredPatch(from, to, '', after, undefined, undefined, { context: 0 });
  const [out, into] = [removed.hunks[0]!, added.hunks[0]!];
  return {
    ...removed,
    hunks: [
      {
        oldStart: out.oldStart,
        oldLines: out.oldLines,
        newStart: into.newStart,
        newLines: into.newLines,
        lines: [...out.lines, ...into.lines],
      },
    ],
  };
}

/** Whether a file lies there as it would be written, whatever stands in the place of its secrets: none has a newline. */
function sameButForSecrets(file: Artifact, there: string): boolean {
  let pattern = literally(artifactText(file));
  for (const { text } of file.secrets ?? [])
    pattern = pattern.replaceAll(literally(text), '[^\\n]*');
  return new RegExp(`^${pattern}$`).test(there);
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
