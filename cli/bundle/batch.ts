import { closeSync, fchmodSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { writeAll } from '../hash-file.ts';
import { isSystemError } from '../mistake.ts';

/** Files to be made below one folder, and their bytes, one file behind the other. A thread can be sent it as it is. */
export interface Batch {
  readonly root: string;
  readonly files: readonly BatchFile[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A file of a batch; the folder that it lies in is there already. */
export interface BatchFile {
  readonly path: string;
  readonly mode: number;
  /** In bytes. */
  readonly size: number;
}

/**
 * Makes the files of a batch. The calls are synchronous on purpose: for a hundred thousand small files that is several times
 * faster than as many promises.
 */
export function writeBatch({ root, files, bytes }: Batch): void {
  let at = 0;
  for (const { path, mode, size } of files) {
    const descriptor = openNew(root, path, mode);
    try {
      writeAll(descriptor, bytes.subarray(at, at + size));
    } finally {
      closeSync(descriptor);
    }
    at += size;
  }
}

/** Opens a new file for writing. A server reads it as another user, so it gets its mode whatever the umask says. */
export function openNew(root: string, path: string, mode: number): number {
  const descriptor = asOnly(path, () => openSync(join(root, path), 'wx', mode));
  fchmodSync(descriptor, mode);
  return descriptor;
}

/** Does what makes a new file of a tree; that it is there already is told in the words of the tree. */
export function asOnly<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) throw new Error(`Two files want to be ${path}`);
    throw error;
  }
}
