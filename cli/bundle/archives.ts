import { once } from 'node:events';
import {
  closeSync,
  createWriteStream,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip, type Gzip, type ZlibParams } from 'node:zlib';
import { create } from 'tar';
import { hashFile } from '../hash-file.ts';
import type { Progress } from '../terminal.ts';
import { inPlace } from './in-place.ts';
import { BLOCK, isWorthwhile, tooMuchForZip, ZipWriter, type ZippedFile } from './zip.ts';

/** An archive of one boot server's tree. */
export interface Archive {
  readonly file: string;
  readonly bytes: number;
  /** Why it was not written. */
  readonly leftOut?: string;
}

/** A file or folder of the tree; the path starts with the boot server's id. */
interface Entry extends ZippedFile {
  readonly folder: boolean;
}

/** The time of each file, that of zips too: they know no earlier one. */
const FIXED_UTC = new Date(Date.UTC(1980, 0, 1));

/**
 * Writes `<server>.tar.gz` and `<server>.zip`. The same tree gives the same bytes: entries are sorted, and carry one fixed
 * time and no owner. Each archive comes into place by a rename.
 * @param tree the folder that holds the server's folder
 */
export async function writeArchives(
  tree: string,
  server: string,
  folder: string,
  progress: Progress,
): Promise<Archive[]> {
  mkdirSync(folder, { recursive: true });
  const entries = [...entriesOf(tree, server)];
  const tar = join(folder, `${server}.tar.gz`);
  progress.say(`Writing ${tar}`);
  await inPlace(tar, (file) => writeTar(tree, entries, file));
  const zip = join(folder, `${server}.zip`);
  const files = entries.filter((entry) => !entry.folder);
  const leftOut = tooMuchForZip(files);
  if (leftOut !== undefined) {
    rmSync(zip, { force: true });
    return [
      { file: tar, bytes: statSync(tar).size },
      { file: zip, bytes: 0, leftOut },
    ];
  }
  await inPlace(zip, (file) => writeZip(tree, files, file, () => progress.say(`Writing ${zip}`)));
  return [tar, zip].map((file) => ({ file, bytes: statSync(file).size }));
}

/** Writes `SHA256SUMS` beside the archives, in the format of `sha256sum -c`, so that a download can be checked. */
export async function writeArchiveSums(folder: string, archives: readonly Archive[]): Promise<void> {
  const sums = archives
    .filter(({ leftOut }) => leftOut === undefined)
    .map(({ file }) => `${hashFile(file).sha256}  ${basename(file)}\n`);
  await inPlace(join(folder, 'SHA256SUMS'), (file) => writeFileSync(file, sums.join('')));
}

/** A folder and everything below it, in the order of the names' code units: never that of a locale or of the disk. */
function* entriesOf(tree: string, path: string): Generator<Entry> {
  yield { path: `${path}/`, folder: true, size: 0, mode: 0o755 };
  const children = readdirSync(join(tree, path), { withFileTypes: true });
  children.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const child of children) {
    const inner = `${path}/${child.name}`;
    if (child.isDirectory()) yield* entriesOf(tree, inner);
    else {
      const { size, mode } = statSync(join(tree, inner));
      yield { path: inner, folder: false, size, mode: mode & 0o777 };
    }
  }
}

async function writeTar(tree: string, entries: readonly Entry[], file: string): Promise<void> {
  const paths = entries.map(({ path }) => path);
  const tar = create(
    { cwd: tree, portable: true, mtime: FIXED_UTC, noDirRecurse: true },
    paths,
  ) as AsyncIterable<Buffer>;
  await pipeline(tar, inBlocks, compressed, createWriteStream(file, { flags: 'wx' }));
}

/** Cuts a stream into blocks of one size, so that the compressed bytes do not depend on how the disk delivers. */
async function* inBlocks(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let block = Buffer.allocUnsafe(BLOCK);
  let filled = 0;
  for await (const piece of stream) {
    for (let at = 0; at < piece.length; ) {
      const count = piece.copy(block, filled, at);
      at += count;
      filled += count;
      if (filled < BLOCK) continue;
      yield block;
      block = Buffer.allocUnsafe(BLOCK);
      filled = 0;
    }
  }
  yield block.subarray(0, filled);
}

/** One gzip stream in which blocks that would not become smaller are stored. */
async function* compressed(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  // The types leave out that a Gzip can change its level on the way, as every deflating stream of node:zlib can.
  const gzip = createGzip() as Gzip & ZlibParams;
  let level: number = constants.Z_DEFAULT_COMPRESSION;
  const feeding = (async () => {
    for await (const block of blocks) {
      const wanted = isWorthwhile(block) ? constants.Z_DEFAULT_COMPRESSION : 0;
      if (wanted !== level) await setLevel(gzip, wanted);
      level = wanted;
      if (!gzip.write(block)) await once(gzip, 'drain');
    }
    gzip.end();
  })();
  feeding.catch((error: Error) => gzip.destroy(error));
  for await (const piece of gzip) yield piece as Buffer;
  await feeding;
}

function setLevel(gzip: ZlibParams, level: number): Promise<void> {
  return new Promise((resolve) => gzip.params(level, constants.Z_DEFAULT_STRATEGY, resolve));
}

function writeZip(
  tree: string,
  files: readonly Entry[],
  file: string,
  onFile: () => void,
): void {
  const out = openSync(file, 'wx', 0o644);
  try {
    const zip = new ZipWriter(out);
    for (const entry of files) {
      onFile();
      zip.addFile(entry, join(tree, entry.path));
    }
    zip.end();
  } finally {
    closeSync(out);
  }
}
