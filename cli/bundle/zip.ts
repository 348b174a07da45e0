import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';
import { deflateSync, Zip, ZipDeflate, ZipPassThrough, type ZipInputFile } from 'fflate';
import { writeAll } from '../hash-file.ts';
import { plural } from '../terminal.ts';

/** A file of an archive, as far as its header goes. */
export interface ZippedFile {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
}

/** Larger files go through in pieces of this size, so that memory stays bounded. */
export const BLOCK = 1024 * 1024;
const SAMPLE = 64 * 1024;

/** Zip knows no earlier time than this, and it writes local time. */
const fixedLocal = new Date(1980, 0, 1);

/** What a zip without its 64-bit extension can hold; fflate writes no other. */
const MOST_ZIP_FILES = 65_535;
const MOST_ZIP_BYTES = 2 ** 32 - 1;

/** Why these files do not fit into one zip; undefined if they do. */
export function tooMuchForZip(files: readonly ZippedFile[]): string | undefined {
  if (files.length > MOST_ZIP_FILES)
    return `a zip holds ${MOST_ZIP_FILES.toLocaleString('en')} files at most, and these are ${plural(files.length, 'file')}`;
  // Headers and names count too; twice the names and 150 bytes for each file is more than they take.
  const bytes = files.reduce((sum, { path, size }) => sum + size + 2 * path.length + 150, 0);
  return bytes > MOST_ZIP_BYTES ? 'a zip holds 4 GiB at most' : undefined;
}

/** Kernels and initrds are compressed already: deflating them once more costs seconds and saves nothing. */
export function isWorthwhile(data: Buffer): boolean {
  const sample = data.subarray(0, SAMPLE);
  return deflateRawSync(sample, { level: 1 }).length < sample.length * 0.9;
}

/**
 * A zip that grows file by file. The same files in the same order give the same bytes: each carries one fixed time and
 * no owner.
 */
export class ZipWriter {
  private readonly zip: Zip;

  /** @param out where it is written, open for writing */
  constructor(out: number) {
    this.zip = new Zip((error, piece) => {
      if (error !== null) throw error;
      writeAll(out, piece);
    });
  }

  /** Adds bytes that are in memory. */
  add(path: string, mode: number, data: Buffer<ArrayBuffer>): void {
    const deflated = deflateSync(data);
    const smaller = deflated.length < data.length;
    const input: ZipInputFile = {
      ...described(mode),
      filename: path,
      size: data.length,
      crc: crc32(data),
      compression: smaller ? 8 : 0,
    };
    this.zip.add(input);
    input.ondata!(null, smaller ? deflated : data, true);
  }

  /** Adds a file of the disk, in pieces if it is large. */
  addFile(entry: ZippedFile, from: string): void {
    if (entry.size <= BLOCK) this.add(entry.path, entry.mode, readFileSync(from));
    else this.addInPieces(entry, from);
  }

  /** Writes the list of files, without which it is no zip. */
  end(): void {
    this.zip.end();
  }

  private addInPieces(entry: ZippedFile, from: string): void {
    const descriptor = openSync(from, 'r');
    try {
      const buffer = Buffer.allocUnsafe(BLOCK);
      // What begins in the middle says more of a file than its head: a kernel starts with a small plain program.
      const count = readSync(descriptor, buffer, 0, SAMPLE, Math.floor(entry.size / 2));
      const worthwhile = isWorthwhile(buffer.subarray(0, count));
      const input = worthwhile ? new ZipDeflate(entry.path) : new ZipPassThrough(entry.path);
      Object.assign(input, described(entry.mode));
      this.zip.add(input);
      let left = entry.size;
      do {
        const count = readSync(descriptor, buffer, 0, BLOCK, entry.size - left);
        if (count === 0) throw new Error(`${from} became shorter while it was read`);
        left -= count;
        // fflate keeps what it was given until it is used, so each piece has to be a copy of its own.
        input.push(Uint8Array.from(buffer.subarray(0, count)), left === 0);
      } while (left > 0);
    } finally {
      closeSync(descriptor);
    }
  }
}

/** Unix, so that the modes count (APPNOTE.TXT 4.4.2.2); the upper half of the attributes is the mode of a regular file. */
function described(mode: number): Pick<ZipInputFile, 'os' | 'attrs' | 'mtime'> {
  return { os: 3, attrs: ((0o100000 | mode) << 16) >>> 0, mtime: fixedLocal };
}
