import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { formatPatch, structuredPatch } from 'diff';
import { z } from 'zod';
import { artifactText } from '../../generators/artifact.ts';
import { emitArtifacts } from '../../generators/formats/index.ts';
import type { Source } from '../../generators/inventory/schema.ts';
import type { Plan } from '../../generators/plan/plan.ts';
import { hashFile } from '../hash-file.ts';
import { isSystemError, Mistake } from '../mistake.ts';
import type { PayloadCache } from '../payload/cache.ts';
import { fileInRepo } from '../payload/path-within.ts';
import { plural, type Progress } from '../terminal.ts';
import { collectionFiles } from './collection.ts';
import { BUNDLE_PATH } from './tree-writer.ts';

/** One file that a build would change. */
export interface Difference {
  readonly change: 'added' | 'removed' | 'changed';
  /** From the top of the bundle: `boot1/srv/tftp/boot.ipxe`. */
  readonly path: string;
  readonly kind: 'config' | 'payload';
  /** A unified diff, or one line about a payload file; it ends in a newline. */
  readonly patch: string;
}

/**
 * Compares what would be emitted for a boot server with the tree that lies in a folder, one file at a time: first what is
 * emitted, in its order, then what is not emitted any more.
 * @throws Mistake if the tree's manifest cannot be read
 */
export function* compareTree(
  plan: Plan,
  folder: string,
  root: string,
  cache: PayloadCache,
  progress: Progress,
): Generator<Difference> {
  const server = plan.server.id;
  const emitted = new Set<string>();
  for (const artifact of emitArtifacts(plan)) {
    emitted.add(artifact.path);
    if (emitted.size % 100 === 0)
      progress.say(`Comparing ${server}: ${plural(emitted.size, 'file')}`);
    const path = `${server}/${artifact.path}`;
    const before = readIfThere(join(folder, artifact.path));
    const after = artifactText(artifact);
    if (before === after) continue;
    const change = before === undefined ? 'added' : 'changed';
    yield { change, path, kind: 'config', patch: patchOf(path, before, after) };
  }
  for (const { path, source } of plan.payload) {
    emitted.add(path);
    const difference = comparePayload(`${server}/${path}`, join(folder, path), source, root, cache);
    if (difference !== undefined) yield difference;
  }
  for (const { path, from } of collectionFiles()) {
    emitted.add(path);
    const full = `${server}/${path}`;
    const file = join(folder, path);
    if (!existsSync(file))
      yield { change: 'added', path: full, kind: 'payload', patch: `Role added: ${full}\n` };
    else if (hashFile(from).sha256 !== hashFile(file).sha256)
      yield { change: 'changed', path: full, kind: 'payload', patch: `Role changed: ${full}\n` };
  }
  for (const { path, payload } of manifestOf(folder)) {
    if (emitted.has(path)) continue;
    const full = `${server}/${path}`;
    const before = payload ? undefined : readIfThere(join(folder, path));
    if (before !== undefined)
      yield { change: 'removed', path: full, kind: 'config', patch: patchOf(full, before, undefined) };
    else if (payload && existsSync(join(folder, path)))
      yield { change: 'removed', path: full, kind: 'payload', patch: `Payload removed: ${full}\n` };
  }
}

function comparePayload(
  path: string,
  file: string,
  source: Source,
  root: string,
  cache: PayloadCache,
): Difference | undefined {
  const wanted = knownSum(source, root, cache);
  // What was never fetched may be left out by the next build as well.
  if (wanted === undefined) return undefined;
  if (!existsSync(file))
    return { change: 'added', path, kind: 'payload', patch: `Payload added: ${path}\n` };
  if (wanted === hashFile(file).sha256) return undefined;
  return { change: 'changed', path, kind: 'payload', patch: `Payload changed: ${path}\n` };
}

/** The SHA-256 that a payload file will have, as far as one can tell without fetching it. */
export function knownSum(source: Source, root: string, cache: PayloadCache): string | undefined {
  if (source.sha256 !== undefined) return source.sha256;
  if (!('path' in source)) return cache.sumOf(source);
  const found = fileInRepo(root, source.path);
  return 'why' in found ? undefined : hashFile(found.file).sha256;
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

const entrySchema = z.union([
  z.object({ path: z.string().regex(BUNDLE_PATH), language: z.string().optional(), book: z.literal(true).optional() }),
  // The last line tells what the reasons stand for.
  z.object({ reasons: z.unknown() }),
]);

/** The files that the build of this tree wrote, out of its manifest; none if there is no manifest. */
function* manifestOf(folder: string): Generator<{ path: string; payload: boolean }> {
  const file = join(folder, 'manifest.jsonl');
  let number = 0;
  for (const line of linesOf(file)) {
    number++;
    const entry = entryOf(line);
    if (entry === undefined) {
      throw new Mistake(
        `${file}:${number} is not a line of a manifest.`,
        'Build the bundle again, or remove the file.',
      );
    }
    // The book comes and goes with the site that was built, not with the inventory.
    if ('path' in entry && entry.book === undefined)
      yield { path: entry.path, payload: entry.language === undefined };
  }
}

function entryOf(line: string): z.output<typeof entrySchema> | undefined {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

/** The lines of a file that may be too large to be read at once; none if there is no such file. */
function* linesOf(path: string): Generator<string> {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return;
    throw error;
  }
  try {
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const count = readSync(descriptor, buffer);
      const lines = (rest + decoder.decode(buffer.subarray(0, count), { stream: count > 0 })).split('\n');
      rest = lines.pop()!;
      yield* lines;
      if (count === 0) break;
    }
    if (rest !== '') yield rest;
  } finally {
    closeSync(descriptor);
  }
}
