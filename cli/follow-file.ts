import { open, stat, type FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as pause } from 'node:timers/promises';
import { asMistake, isSystemError } from './mistake.ts';

/** How often a file is looked at when it has come to its end, in milliseconds. */
const EVERY = 200;
const PIECE = 1 << 20;

/**
 * The lines of a file as they are written, several at a time. A file that is moved away is read to its end, then the new one
 * of its name; a file that is cut is read from its beginning.
 * @param until whether to wait for more at its end
 * @throws Mistake if there is no such file in the beginning, or it cannot be read
 */
export async function* followFile(path: string, until: () => boolean): AsyncGenerator<string[]> {
  let file = await openFile(path);
  const buffer = Buffer.allocUnsafe(PIECE);
  let decoder = new StringDecoder('utf8');
  let position = 0;
  let rest = '';
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, PIECE, position);
      if (bytesRead > 0) {
        position += bytesRead;
        const lines = (rest + decoder.write(buffer.subarray(0, bytesRead))).split('\n');
        rest = lines.pop()!;
        yield lines;
        continue;
      }
      if (until()) break;
      const now = await file.stat();
      const named = await statOf(path);
      if (now.size < position) position = 0;
      else if (named !== undefined && (named.ino !== now.ino || named.dev !== now.dev)) {
        const next = await openFile(path);
        await file.close();
        file = next;
        position = 0;
      } else {
        yield [];
        await pause(EVERY);
        continue;
      }
      if (rest !== '') yield [rest];
      rest = '';
      decoder = new StringDecoder('utf8');
    }
    if (rest !== '') yield [rest];
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw asMistake(error, path) ?? error;
  }
}

/** Nothing while the old file is gone and the new one has not come. */
async function statOf(path: string): Promise<{ ino: number; dev: number } | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
