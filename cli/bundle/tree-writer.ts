import { createHash, hash } from 'node:crypto';
import { chmodSync, closeSync, fchmodSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyHashed, writeAll, type Content } from '../hash-file.ts';
import { isSystemError } from '../mistake.ts';

/** What a path in a bundle is made of; nothing in it can lead elsewhere, or needs quoting in SHA256SUMS. */
export const BUNDLE_PATH =/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9_+.@:~-]+(?:\/[A-Za-z0-9_+.@:~-]+)*$/;

const FOLDER_MODE = 0o755;

/**
 * Writes files below one new folder. The calls are synchronous on purpose: for a hundred thousand small files that is
 * several times faster than as many promises.
 */
export class TreeWriter {
  private readonly root: string;
  private readonly umask = process.umask();
  private readonly folders = new Set<string>();

  constructor(root: string) {
    this.root = root;
    this.makeFolder('.');
  }

  /** Writes a file and gives its SHA-256 and size. */
  write(path: string, mode: number, text: string): Content {
    const bytes = Buffer.from(text);
    const descriptor = this.create(path, (place) => openSync(place, 'wx', mode));
    try {
      writeAll(descriptor, bytes);
      this.setMode(descriptor, mode);
    } finally {
      closeSync(descriptor);
    }
    return { sha256: hash('sha256', bytes), size: bytes.length };
  }

  /** Copies a file from elsewhere and gives its SHA-256 and size. */
  copy(path: string, mode: number, from: string): Content {
    return this.create(path, (place) => copyHashed(from, place, mode));
  }

  /** Opens a file that grows line by line. */
  open(path: string): GrowingFile {
    return this.create(path, (place) => {
      const descriptor = openSync(place, 'wx', 0o644);
      this.setMode(descriptor, 0o644);
      return new GrowingFile(descriptor);
    });
  }

  private create<T>(path: string, make: (place: string) => T): T {
    if (!BUNDLE_PATH.test(path)) throw new Error(`A bundle cannot hold the path ${JSON.stringify(path)}`);
    this.makeFolder(dirname(path));
    try {
      return make(join(this.root, path));
    } catch (error) {
      if (isSystemError(error, 'EEXIST')) throw new Error(`Two files want to be ${path}`);
      throw error;
    }
  }

  private makeFolder(path: string): void {
    if (this.folders.has(path)) return;
    if (path !== '.') this.makeFolder(dirname(path));
    const place = join(this.root, path);
    mkdirSync(place, { mode: FOLDER_MODE });
    if ((FOLDER_MODE & this.umask) !== 0) chmodSync(place, FOLDER_MODE);
    this.folders.add(path);
  }

  /** A server reads these files as another user, so what the umask takes away is given back. */
  private setMode(descriptor: number, mode: number): void {
    if ((mode & this.umask) !== 0) fchmodSync(descriptor, mode);
  }
}

const BUFFERED = 1024 * 1024;

/** A file that is written in large pieces and hashed on the way. */
export class GrowingFile {
  private readonly descriptor: number;
  private readonly pieces: string[] = [];
  private waiting = 0;
  private readonly hash = createHash('sha256');

  constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  add(text: string): void {
    this.pieces.push(text);
    this.waiting += text.length;
    if (this.waiting >= BUFFERED) this.flush();
  }

  /** Writes what is left and gives the SHA-256 of the whole. */
  close(): string {
    this.flush();
    closeSync(this.descriptor);
    return this.hash.digest('hex');
  }

  private flush(): void {
    const bytes = Buffer.from(this.pieces.join(''));
    this.pieces.length = 0;
    this.waiting = 0;
    this.hash.update(bytes);
    writeAll(this.descriptor, bytes);
  }
}
