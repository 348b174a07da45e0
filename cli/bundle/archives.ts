import { once } from 'node:events';
import {
  closeSync,
  createWriteStream,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, crc32, createGzip, deflateRawSync, type Gzip, type ZlibParams } from 'node:zlib';
import { deflateSync, Zip, ZipDeflate, ZipPassThrough, type ZipInputFile } from 'fflate';
import { create } from 'tar';
import { hashFile, writeAll } from '../hash-file.ts';
import { plural, type Progress } from '../terminal.ts';

/** An archive of one boot server's tree. */
export interface Archive {
  readonly file: string;
  readonly bytes: number;
  /** Why it was not written. */
  readonly leftOut?: string;
}

/** A file or folder of the tree; the path starts with the boot server's id. */
interface Entry {
  readonly path: string;
  readonly folder: boolean;
  readonly size: number;
  readonly mode: number;
}

/** Zip knows no earlier time than this; it writes local time, tar writes UTC. */
const FIXED_UTC = new Date(Date.UTC(1980, 0, 1));
const fixedLocal = new Date(1980, 0, 1);

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

async function inPlace(file: string, write: (temporary: string) => Promise<void> | void) {
  const temporary = `${file}.${process.pid}`;
  try {
    await write(temporary);
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
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

/** Larger files go through in pieces of this size, so that memory stays bounded. */
const BLOCK = 1024 * 1024;
const SAMPLE = 64 * 1024;

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

/** Kernels and initrds are compressed already: deflating them once more costs seconds and saves nothing. */
function isWorthwhile(data: Buffer): boolean {
  const sample = data.subarray(0, SAMPLE);
  return deflateRawSync(sample, { level: 1 }).length < sample.length * 0.9;
}

/** What a zip without its 64-bit extension can hold; fflate writes no other. */
const MOST_ZIP_FILES = 65_535;
const MOST_ZIP_BYTES = 2 ** 32 - 1;

function tooMuchForZip(files: readonly Entry[]): string | undefined {
  if (files.length > MOST_ZIP_FILES)
    return `a zip holds ${MOST_ZIP_FILES.toLocaleString('en')} files at most, and these are ${plural(files.length, 'file')}`;
  // Headers and names count too; twice the names and 150 bytes for each file is more than they take.
  const bytes = files.reduce((sum, { path, size }) => sum + size + 2 * path.length + 150, 0);
  return bytes > MOST_ZIP_BYTES ? 'a zip holds 4 GiB at most' : undefined;
}


function writeZip(
  tree: string,
  files: readonly Entry[],
  file: string,
  onFile: () => void,
): void {
  const out = openSync(file, 'wx', 0o644);
  try {
    const zip = new Zip((error, piece) => {
      if (error !== null) throw error;
      writeAll(out, piece);
    });
    for (const entry of files) {
      onFile();
      if (entry.size <= BLOCK) addWhole(zip, entry, readFileSync(join(tree, entry.path)));
      else addInPieces(zip, entry, join(tree, entry.path));
    }
    zip.end();
  } finally {
    closeSync(out);
  }
}

/** Unix, so that the modes count (APPNOTE.TXT 4.4.2.2); the upper half of the attributes is the mode of a regular file. */
function describe(entry: Entry): Pick<ZipInputFile, 'os' | 'attrs' | 'mtime'> {
  return { os: 3, attrs: ((0o100000 | entry.mode) << 16) >>> 0, mtime: fixedLocal };
}

function addWhole(zip: Zip, entry: Entry, data: Buffer<ArrayBuffer>): void {
  const deflated = deflateSync(data);
  const smaller = deflated.length < data.length;
  const input: ZipInputFile = {
    ...describe(entry),
    filename: entry.path,
    size: data.length,
    crc: crc32(data),
    compression: smaller ? 8 : 0,
  };
  zip.add(input);
  input.ondata!(null, smaller ? deflated : data, true);
}

function addInPieces(zip: Zip, entry: Entry, path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(BLOCK);
    // What begins in the middle says more of a file than its head: a kernel starts with a small plain program.
    const count = readSync(descriptor, buffer, 0, SAMPLE, Math.floor(entry.size / 2));
    const worthwhile = isWorthwhile(buffer.subarray(0, count));
    const input = worthwhile ? new ZipDeflate(entry.path) : new ZipPassThrough(entry.path);
    Object.assign(input, describe(entry));
    zip.add(input);
    let left = entry.size;
    do {
      const count = readSync(descriptor, buffer, 0, BLOCK, entry.size - left);
      if (count === 0) throw new Error(`${path} became shorter while it was read`);
      left -= count;
      // fflate keeps what it was given until it is used, so each piece has to be a copy of its own.
      input.push(Uint8Array.from(buffer.subarray(0, count)), left === 0);
    } while (left > 0);
  } finally {
    closeSync(descriptor);
  }
}
