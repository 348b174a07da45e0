import { createHash, hash } from 'node:crypto';
import { chmodSync, closeSync, linkSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyHashed, writeAll, type Content } from '../hash-file.ts';
import { isSystemError } from '../mistake.ts';
import type { BackgroundWriter } from './background-writer.ts';
import { asOnly, openNew, type Batch, type BatchFile } from './batch.ts';

/** What a path in a bundle is made of; nothing in it can lead elsewhere, or needs quoting in SHA256SUMS. */
export const BUNDLE_PATH =/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9_+.@:~-]+(?:\/[A-Za-z0-9_+.@:~-]+)*$/;

const FOLDER_MODE = 0o755;

/** Bytes of a batch: some hundred small files. */
const BATCH_BYTES = 256 * 1024;

/** Where the files of a tree go. */
export interface Tree {
  /**
   * Takes a file and gives its SHA-256 and size. It need not be on disk before `finish`.
   * @throws what went wrong with this file or an earlier one
   */
  write(path: string, mode: number, text: string): Promise<Content>;
  /** Copies a file from elsewhere and gives its SHA-256 and size. */
  copy(path: string, mode: number, from: string): Content;
  /** Lets a path be another name of a file from elsewhere, if that can be; its bytes are neither read nor written. */
  share(path: string, mode: number, from: string): boolean;
  /** Opens a file that grows line by line. */
  open(path: string): GrowingFile;
  /** Hands over what is still collected. */
  finish(): Promise<void>;
}

/** Writes files below one new folder. Small ones are collected and written in the background. */
export class TreeWriter implements Tree {
  private readonly root: string;
  private readonly background: BackgroundWriter;
  private readonly folders = new Set<string>();
  private files: BatchFile[] = [];
  private bytes = Buffer.alloc(0);
  private filled = 0;

  constructor(root: string, background: BackgroundWriter) {
    this.root = root;
    this.background = background;
    this.makeFolder('.');
  }

  async write(path: string, mode: number, text: string): Promise<Content> {
    this.prepare(path);
    const size = Buffer.byteLength(text);
    if (this.filled + size > this.bytes.length) await this.nextBatch(size);
    const bytes = this.bytes.subarray(this.filled, this.filled + size);
    bytes.write(text);
    this.files.push({ path, mode, size });
    this.filled += size;
    return { sha256: hash('sha256', bytes), size };
  }

  copy(path: string, mode: number, from: string): Content {
    this.prepare(path);
    return asOnly(path, () => copyHashed(from, join(this.root, path), mode));
  }

  share(path: string, mode: number, from: string): boolean {
    this.prepare(path);
    if ((statSync(from).mode & 0o777) !== mode) return false;
    try {
      asOnly(path, () => linkSync(from, join(this.root, path)));
      return true;
    } catch (error) {
      // Another file system, one without such names, or a file of somebody else (link(2)).
      if (['EXDEV', 'EPERM', 'EMLINK'].some((code) => isSystemError(error, code))) return false;
      throw error;
    }
  }

  open(path: string): GrowingFile {
    this.prepare(path);
    return new GrowingFile(openNew(this.root, path, 0o644));
  }

  async finish(): Promise<void> {
    await this.background.writeLast(this.batch());
  }

  private async nextBatch(atLeast: number): Promise<void> {
    if (this.filled > 0) await this.background.write(this.batch());
    this.files = [];
    // Memory of its own, which the thread can take over without copying it.
    this.bytes = Buffer.allocUnsafeSlow(Math.max(BATCH_BYTES, atLeast));
    this.filled = 0;
  }

  private batch(): Batch {
    return { root: this.root, files: this.files, bytes: this.bytes.subarray(0, this.filled) };
  }

  private prepare(path: string): void {
    if (!BUNDLE_PATH.test(path)) throw new Error(`A bundle cannot hold the path ${JSON.stringify(path)}`);
    this.makeFolder(dirname(path));
  }

  private makeFolder(path: string): void {
    if (this.folders.has(path)) return;
    if (path !== '.') this.makeFolder(dirname(path));
    const place = join(this.root, path);
    mkdirSync(place, { mode: FOLDER_MODE });
    chmodSync(place, FOLDER_MODE);
    this.folders.add(path);
  }
}

const BUFFERED = 1024 * 1024;

/** A file that is written in large pieces and hashed on the way. */
export class GrowingFile {
  private readonly descriptor: number;
  private readonly pieces: string[] = [];
  private waiting = 0;
  private size = 0;
  private readonly hash = createHash('sha256');

  constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  add(text: string): void {
    this.pieces.push(text);
    this.waiting += text.length;
    if (this.waiting >= BUFFERED) this.flush();
  }

  /** Writes what is left and gives SHA-256 and size of the whole. */
  close(): Content {
    this.flush();
    closeSync(this.descriptor);
    return { sha256: this.hash.digest('hex'), size: this.size };
  }

  private flush(): void {
    const bytes = Buffer.from(this.pieces.join(''));
    this.pieces.length = 0;
    this.waiting = 0;
    this.size += bytes.length;
    this.hash.update(bytes);
    writeAll(this.descriptor, bytes);
  }
}
