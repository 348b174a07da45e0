import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isSystemError, Mistake } from '../mistake.ts';
import { isRunning, ownMark } from '../process-mark.ts';

/**
 * The place where a bundle becomes visible. `bundle` is a symbolic link to a sibling `.bundle-<mark>`; a build writes
 * into a new sibling and then swaps the link by one rename, so whoever looks sees the old tree or the new one, whole,
 * and an interrupted build changes nothing.
 */
export class BundleOutput {
  /** The tree in progress. */
  readonly tree: string;
  private readonly link: string;
  private readonly parent: string;
  private readonly prefix: string;

  /**
   * Prepares the place, and removes what builds left behind that were killed.
   * @throws Mistake if something else lies there already
   */
  constructor(out: string) {
    this.link = resolve(out);
    this.parent = dirname(this.link);
    this.prefix = `.${basename(this.link)}-`;
    mkdirSync(this.parent, { recursive: true });
    this.refuseForeign(out);
    this.sweep();
    this.tree = join(this.parent, this.prefix + ownMark());
    mkdirSync(this.tree);
    // Servers read it as other users, whatever the umask says.
    chmodSync(this.tree, 0o755);
  }

  /**
   * Makes the new tree the visible one; the one before goes away in the background. After a power failure, too, the link
   * points to a whole tree, the new one or the one before: each step is on disk before the next one is taken.
   */
  publish(): void {
    const before = this.target();
    writeOut(this.tree);
    const next = `${this.tree}.link`;
    symlinkSync(basename(this.tree), next);
    renameSync(next, this.link);
    writeOutFolder(this.parent);
    if (before !== undefined) removeInBackground([join(this.parent, before)]);
  }

  /** Gives up: nothing of the new tree remains. */
  discard(): void {
    rmSync(this.tree, { recursive: true, force: true });
    rmSync(`${this.tree}.link`, { force: true });
  }

  /** The sibling that the link points to; undefined if there is no link. */
  private target(): string | undefined {
    try {
      return readlinkSync(this.link);
    } catch (error) {
      if (isSystemError(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  private refuseForeign(out: string): void {
    const status = lstatSync(this.link, { throwIfNoEntry: false });
    if (status === undefined) return;
    if (status.isSymbolicLink()) {
      const target = this.target();
      if (target !== undefined && this.markOf(target) !== undefined) return;
      throw new Mistake(
        `${out} is a symbolic link to ${target}, which no build made.`,
        'Remove it, or build somewhere else: --out DIR.',
      );
    }
    if (status.isDirectory() && readdirSync(this.link).length === 0) {
      rmdirSync(this.link);
      return;
    }
    throw new Mistake(
      `${out} is there already, and no build made it: a bundle is a symbolic link to a tree beside it.`,
      'Move it away, or build somewhere else: --out DIR.',
    );
  }

  /** Removes trees whose builds do not run any more, except the visible one. */
  private sweep(): void {
    const dead: string[] = [];
    for (const name of readdirSync(this.parent)) {
      const mark = this.markOf(name.replace(/\.link$/, ''));
      if (mark === undefined || isRunning(mark)) continue;
      // Only now: a build that has ended cannot change the link any more, so what it says from here on is the truth.
      if (this.target() !== name) dead.push(join(this.parent, name));
    }
    removeInBackground(dead);
  }

  /** The mark of the build that made a sibling of this name; undefined if none did. */
  private markOf(name: string): string | undefined {
    if (!name.startsWith(this.prefix)) return undefined;
    const mark = name.slice(this.prefix.length);
    return /^[0-9]+\.[0-9]+$/.test(mark) ? mark : undefined;
  }
}

/**
 * Waits until all that was written to the file system of a folder is on disk: one call of syncfs(2), where fsync(2) for each
 * of ten thousand files would take minutes on a slow disk. Node has no such call, coreutils' sync has. A machine without it
 * gets its bundle all the same, only not safe from a power failure in the first seconds.
 */
function writeOut(folder: string): void {
  spawnSync('sync', ['-f', folder], { stdio: 'ignore' });
}

/** Waits until a rename in a folder is on disk. */
function writeOutFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Removes files and folders without waiting for it: a hundred thousand files that lie on disk since a while can take as long
 * as everything else together. What remains if that is interrupted, the next build sweeps up.
 */
function removeInBackground(paths: readonly string[]): void {
  if (paths.length === 0) return;
  const remover = spawn('rm', ['-rf', '--', ...paths], { detached: true, stdio: 'ignore' });
  remover.on('error', () => {
    for (const path of paths) rmSync(path, { recursive: true, force: true });
  });
  remover.unref();
}
