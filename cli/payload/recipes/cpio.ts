import { zstdCompressSync, constants } from 'node:zlib';

/*
 * An initramfs is a cpio archive of the form `newc`. Written here, it needs neither cpio nor root, and holds nothing of the
 * machine that builds: no owners, no times, no inode numbers.
 * Source: https://www.kernel.org/doc/html/latest/driver-api/early-userspace/buffer-format.html
 */

type Entry =
  | { readonly kind: 'folder' }
  | { readonly kind: 'file'; readonly mode: number; readonly content: Buffer }
  | { readonly kind: 'link'; readonly to: string }
  | {
      readonly kind: 'device';
      readonly mode: number;
      readonly major: number;
      readonly minor: number;
    };

const S_IFDIR = 0o040000;
const S_IFREG = 0o100000;
const S_IFLNK = 0o120000;
const S_IFCHR = 0o020000;

/** On zstd's scale to 22: beyond this, minutes of packing save one part in fifty (32.2 MB at 9, 31.8 at 15). */
const LEVEL = 9;

/** The files of an initramfs. Paths begin with a slash; the folders above them come by themselves. */
export class Initramfs {
  private readonly entries = new Map<string, Entry>();

  has(path: string): boolean {
    return this.entries.has(path);
  }

  folder(path: string): void {
    if (path === '/' || this.entries.has(path)) return;
    this.folderAbove(path);
    this.entries.set(path, { kind: 'folder' });
  }

  file(path: string, content: Buffer | string, mode = 0o644): void {
    this.folderAbove(path);
    this.entries.set(path, { kind: 'file', mode, content: Buffer.from(content) });
  }

  link(path: string, to: string): void {
    this.folderAbove(path);
    this.entries.set(path, { kind: 'link', to });
  }

  /** A character device; the kernel gives /init its console by /dev/console alone. */
  device(path: string, mode: number, major: number, minor: number): void {
    this.folderAbove(path);
    this.entries.set(path, { kind: 'device', mode, major, minor });
  }

  /** The archive, packed by zstd. */
  packed(): Buffer {
    const parameters = {
      [constants.ZSTD_c_compressionLevel]: LEVEL,
      [constants.ZSTD_c_checksumFlag]: 1,
    };
    return zstdCompressSync(this.archive(), { params: parameters });
  }

  private archive(): Buffer {
    const pieces: Buffer[] = [];
    const paths = [...this.entries.keys()].toSorted();
    for (const [index, path] of paths.entries())
      pieces.push(record(index + 1, path.slice(1), this.entries.get(path)!));
    pieces.push(record(0, 'TRAILER!!!', { kind: 'file', mode: 0, content: Buffer.alloc(0) }));
    return Buffer.concat(pieces);
  }

  private folderAbove(path: string): void {
    this.folder(path.slice(0, Math.max(path.lastIndexOf('/'), 1)));
  }
}

function record(inode: number, name: string, entry: Entry): Buffer {
  const content =
    entry.kind === 'file'
      ? entry.content
      : Buffer.from(entry.kind === 'link' ? entry.to : '', 'utf8');
  const nameBytes = Buffer.from(`${name}\0`);
  const [major, minor] = entry.kind === 'device' ? [entry.major, entry.minor] : [0, 0];
  const links = entry.kind === 'folder' ? 2 : 1;
  const fields = [
    ...[inode, modeOf(entry), 0, 0, links, 0, content.length],
    ...[0, 0, major, minor, nameBytes.length, 0],
  ];
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  return Buffer.concat([padded(Buffer.concat([Buffer.from(head), nameBytes])), padded(content)]);
}

function modeOf(entry: Entry): number {
  switch (entry.kind) {
    case 'folder':
      return S_IFDIR | 0o755;
    case 'file':
      return entry.mode === 0 ? 0 : S_IFREG | entry.mode;
    case 'link':
      return S_IFLNK | 0o777;
    case 'device':
      return S_IFCHR | entry.mode;
  }
}

/** Filled up with zeros to a multiple of four bytes. */
function padded(bytes: Buffer): Buffer {
  const over = bytes.length % 4;
  return over === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(4 - over)]);
}
