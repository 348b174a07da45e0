import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { editYaml, type Edit } from '../generators/inventory/edit.ts';
import type { SourceText } from '../generators/inventory/yaml-file.ts';
import type { Entity } from '../generators/inventory/inventory.ts';
import type { Path } from '../generators/inventory/lines.ts';
import type { Problem } from '../generators/inventory/problem.ts';
import { patchOf } from './bundle/compare.ts';
import { loadQuirks } from './load-quirks.ts';
import { planSources, readSources } from './load-site.ts';
import { asMistake, Mistake } from './mistake.ts';
import { writeAll } from './hash-file.ts';

/** A file of the inventory as it is, and as it is to be. */
export interface FileChange {
  /** Path from the root of the repo. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** One value of an object of the inventory that is to change. */
export interface Wanted {
  readonly entity: Entity;
  /** From the object down. */
  readonly path: Path;
  readonly value: string | undefined;
}

/**
 * The files that an edit changes, in the order of their first edit; nothing is written.
 * @throws Mistake if a file is written in a way in which a program should not edit it
 */
export function changesFor(wanted: readonly Wanted[]): FileChange[] {
  const byFile = Map.groupBy(wanted, ({ entity }) => entity.where.file);
  return [...byFile].flatMap(([{ path, text }, edits]) => {
    const edited = editYaml(text, edits.map(toEdit));
    if ('why' in edited) {
      const keys = edits.map(({ entity, path: key }) => `${entity.id}.${key.join('.')}`);
      throw new Mistake(
        `${path} cannot be edited by itself: ${edited.why}.`,
        `Edit it by hand: ${keys.join(', ')}. Nothing was written.`,
      );
    }
    return edited.text === text ? [] : [{ path, before: text, after: edited.text }];
  });
}

function toEdit({ entity, path, value }: Wanted): Edit {
  return { path: [...entity.where.path, ...path], value };
}

/** The change as a unified diff that `git apply` takes. */
export function patchFor(changes: readonly FileChange[]): string {
  return changes.map(({ path, before, after }) => patchOf(path, before, after)).join('');
}

/** The errors that an inventory would have with the changes in it. */
export async function errorsWith(
  changes: readonly FileChange[],
  root: string,
  now: number,
  folder: string | undefined,
): Promise<Problem[]> {
  const [sources, quirks] = await Promise.all([readSources(root, folder), loadQuirks(root)]);
  const after = sources.map((source): SourceText => {
    const change = changes.find(({ path }) => path === source.path);
    return change === undefined ? source : { path: source.path, text: change.after };
  });
  const { problems } = planSources(after, now, quirks);
  return problems.filter(({ severity }) => severity === 'error');
}

/**
 * Writes the changed files, each by a rename: whoever reads one sees the old text or the new. All new texts lie on the
 * disk before the first rename, so a full disk changes nothing.
 * @throws Mistake if a file is not any more what it was when it was read, or cannot be written
 */
export function writeChanges(root: string, changes: readonly FileChange[]): void {
  const ready: { readonly path: string; readonly target: string; readonly temporary: string }[] =
    [];
  try {
    for (const { path, before, after } of changes) {
      // Where the inventory's file is a link, what it points to is changed.
      const target = realpathSync(resolve(root, path));
      if (readFileSync(target, 'utf8') !== before) {
        throw new Mistake(
          `${path} was changed by somebody else in this moment.`,
          'Nothing was written. Run this again.',
        );
      }
      const name = `.${basename(target)}.${randomBytes(4).toString('hex')}`;
      const temporary = join(dirname(target), name);
      ready.push({ path, target, temporary });
      writeDurably(temporary, after, statSync(target).mode & 0o7777);
    }
    for (const { target, temporary } of ready) renameSync(temporary, target);
  } catch (error) {
    throw asMistake(error, ready.at(-1)?.path) ?? error;
  } finally {
    for (const { temporary } of ready) rmSync(temporary, { force: true });
  }
}

function writeDurably(path: string, text: string, mode: number): void {
  const descriptor = openSync(path, 'wx', mode);
  try {
    fchmodSync(descriptor, mode);
    writeAll(descriptor, Buffer.from(text));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
