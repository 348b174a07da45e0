import { createHash } from 'node:crypto';
import { closeSync, fchmodSync, openSync, readSync, writeSync } from 'node:fs';

/** What a file's content comes to. */
export interface Content {
  readonly sha256: string;
  readonly size: number;
}

const CHUNK = 1024 * 1024;

/** SHA-256 and size of a file, read once and a piece at a time. */
export function hashFile(path: string): Content {
  return readPieces(path, () => undefined);
}

/** Copies a file to a new one and hashes the bytes on their way. The new file must not be there yet. */
export function copyHashed(from: string, to: string, mode: number): Content {
  const out = openSync(to, 'wx', mode);
  try {
    const content = readPieces(from, (piece) => writeAll(out, piece));
    fchmodSync(out, mode);
    return content;
  } finally {
    closeSync(out);
  }
}

/** Writes all of a buffer; a single write may take less. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

function readPieces(path: string, use: (piece: Buffer) => void): Content {
  const descriptor = openSync(path, 'r');
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(CHUNK);
    let size = 0;
    for (;;) {
      const count = readSync(descriptor, buffer, 0, CHUNK, null);
      if (count === 0) break;
      const piece = buffer.subarray(0, count);
      hash.update(piece);
      use(piece);
      size += count;
    }
    return { sha256: hash.digest('hex'), size };
  } finally {
    closeSync(descriptor);
  }
}
