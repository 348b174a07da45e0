/*
 * A FAT file system as one image, without mtools or root, and with the same bytes for the same files. It is the FAT16 that
 * every firmware reads; names keep to eight letters and three, in capitals, so there are no long ones. FAT knows no
 * difference between capitals and small letters when a file is asked for.
 * Source: Microsoft, FAT: General Overview of On-Disk Format, version 1.03, and the UEFI specification 2.10, section 13.3
 */

const SECTOR = 512;
/** Two sectors a cluster. */
const CLUSTER = 1024;
const ROOT_ENTRIES = 512;
const ENTRY = 32;
/** It is the number of clusters that makes a FAT a FAT16. */
const LEAST_CLUSTERS = 4085;
const MOST_CLUSTERS = 65524;
const END_OF_CHAIN = 0xffff;
const MEDIA = 0xf8;
const ATTRIBUTE_FOLDER = 0x10;
/** 1 January 1980, the first day that FAT knows. */
const DATE = 0x0021;

const SHORT_NAME = /^[A-Z0-9_-]{1,8}(?:\.[A-Z0-9_-]{1,3})?$/;

/** A folder, or the content of a file. */
type Tree = Map<string, Tree | Buffer>;

/**
 * @param files contents by path: `EFI/BOOT/BOOTX64.EFI`
 * @param label the name of the volume, eleven letters at most
 */
export function fatImage(files: ReadonlyMap<string, Buffer>, label: string): Buffer {
  const root: Tree = new Map();
  for (const [path, content] of files) place(root, path.split('/'), content);

  const clusters: Buffer[] = [];
  const fat: number[] = [0xff00 | MEDIA, END_OF_CHAIN];
  /** Takes clusters for so many bytes; gives the number of the first one. */
  const reserve = (bytes: number): number => {
    const first = fat.length;
    const count = Math.ceil(bytes / CLUSTER);
    for (let index = 1; index <= count; index++)
      fat.push(index < count ? first + index : END_OF_CHAIN);
    return first;
  };
  const store = (first: number, content: Buffer): void => {
    for (let at = 0; at < content.length; at += CLUSTER) {
      const cluster = Buffer.alloc(CLUSTER);
      content.copy(cluster, 0, at, at + CLUSTER);
      clusters[first - 2 + at / CLUSTER] = cluster;
    }
  };
  const write = (tree: Tree, own: number | undefined, parent: number): Buffer => {
    const entries: Buffer[] = [];
    if (own !== undefined) entries.push(entry('.', own, 0, true), entry('..', parent, 0, true));
    for (const [name, child] of tree) {
      const folder = !Buffer.isBuffer(child);
      const size = folder ? (child.size + 2) * ENTRY : child.length;
      const first = size === 0 ? 0 : reserve(size);
      store(first, folder ? write(child, first, own ?? 0) : child);
      entries.push(entry(name, first, folder ? 0 : size, folder));
    }
    return Buffer.concat(entries);
  };
  const top = write(root, undefined, 0);
  if (top.length > (ROOT_ENTRIES - 1) * ENTRY)
    throw new Error('Too many files for the root folder.');

  const count = Math.max(LEAST_CLUSTERS, clusters.length);
  if (count > MOST_CLUSTERS) throw new Error('Too large for FAT16.');
  const fatSectors = Math.ceil(((count + 2) * 2) / SECTOR);
  const table = Buffer.alloc(fatSectors * SECTOR);
  for (const [index, next] of fat.entries()) table.writeUInt16LE(next, index * 2);
  const rootFolder = Buffer.alloc(ROOT_ENTRIES * ENTRY);
  volumeLabel(label).copy(rootFolder);
  top.copy(rootFolder, ENTRY);
  const data = Buffer.alloc(count * CLUSTER);
  for (const [index, cluster] of clusters.entries()) cluster.copy(data, index * CLUSTER);
  const sectors = 1 + 2 * fatSectors + rootFolder.length / SECTOR + data.length / SECTOR;
  return Buffer.concat([bootSector(sectors, fatSectors, label), table, table, rootFolder, data]);
}

function place(folder: Tree, path: readonly string[], content: Buffer): void {
  const [name, ...rest] = path;
  if (!SHORT_NAME.test(name!)) throw new Error(`${name} is no name of eight letters and three.`);
  if (rest.length === 0) {
    folder.set(name!, content);
    return;
  }
  const inner = folder.get(name!) ?? new Map<string, Tree | Buffer>();
  if (Buffer.isBuffer(inner)) throw new Error(`${name} is a file and a folder.`);
  folder.set(name!, inner);
  place(inner, rest, content);
}

function entry(name: string, cluster: number, size: number, folder: boolean): Buffer {
  const bytes = Buffer.alloc(ENTRY);
  const [base, extension] = name.startsWith('.') ? [name, ''] : name.split('.');
  bytes.write(base!.padEnd(8) + (extension ?? '').padEnd(3), 'latin1');
  bytes.writeUInt8(folder ? ATTRIBUTE_FOLDER : 0, 11);
  for (const at of [16, 18, 24]) bytes.writeUInt16LE(DATE, at);
  bytes.writeUInt16LE(cluster, 26);
  bytes.writeUInt32LE(size, 28);
  return bytes;
}

function volumeLabel(label: string): Buffer {
  const bytes = Buffer.alloc(ENTRY);
  bytes.write(label.padEnd(11), 'latin1');
  bytes.writeUInt8(0x08, 11);
  bytes.writeUInt16LE(DATE, 24);
  return bytes;
}

function bootSector(sectors: number, fatSectors: number, label: string): Buffer {
  const bytes = Buffer.alloc(SECTOR);
  // A jump over the parameters, as every reader expects; nothing boots from here by BIOS.
  bytes.set([0xeb, 0x3c, 0x90]);
  bytes.write('MSDOS5.0', 3, 'latin1');
  bytes.writeUInt16LE(SECTOR, 11);
  bytes.writeUInt8(CLUSTER / SECTOR, 13);
  bytes.writeUInt16LE(1, 14);
  bytes.writeUInt8(2, 16);
  bytes.writeUInt16LE(ROOT_ENTRIES, 17);
  bytes.writeUInt16LE(sectors < 0x10000 ? sectors : 0, 19);
  bytes.writeUInt8(MEDIA, 21);
  bytes.writeUInt16LE(fatSectors, 22);
  bytes.writeUInt16LE(32, 24);
  bytes.writeUInt16LE(64, 26);
  bytes.writeUInt32LE(sectors < 0x10000 ? 0 : sectors, 32);
  bytes.writeUInt8(0x80, 36);
  bytes.writeUInt8(0x29, 38);
  bytes.writeUInt32LE(0xb007b00c, 39);
  bytes.write(label.padEnd(11), 43, 'latin1');
  bytes.write('FAT16   ', 54, 'latin1');
  bytes.set([0x55, 0xaa], 510);
  return bytes;
}
