/*
 * The little that recipes need to know of ELF files (64 bit, little endian, as amd64 and arm64 are): which libraries a
 * program loads, and what a kernel module says of itself. ldd would run the program, which may be of another machine.
 * Source: https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html
 */

const MAGIC = 0x464c457f;
const DT_NEEDED = 1n;
const DYNAMIC_ENTRY = 16;
const SECTION_HEADER = 64;

/** Whether the bytes are an ELF file that this can read. */
export function isElf(bytes: Buffer): boolean {
  return bytes.length > SECTION_HEADER && bytes.readUInt32LE(0) === MAGIC && bytes[4] === 2;
}

/** Names of the libraries that a program or a library loads, its loader among them as a path: `/lib64/ld-linux-x86-64.so.2`. */
export function neededLibraries(bytes: Buffer): string[] {
  const sections = sectionsOf(bytes);
  const needed: string[] = [];
  const loader = sections.get('.interp');
  if (loader !== undefined) needed.push(textAt(loader, 0));
  const dynamic = sections.get('.dynamic');
  const names = sections.get('.dynstr');
  if (dynamic === undefined || names === undefined) return needed;
  for (let at = 0; at + DYNAMIC_ENTRY <= dynamic.length; at += DYNAMIC_ENTRY) {
    if (dynamic.readBigUInt64LE(at) === DT_NEEDED)
      needed.push(textAt(names, Number(dynamic.readBigUInt64LE(at + 8))));
  }
  return needed;
}

/** What a kernel module says of itself, as pairs: `['depends', 'mii']`, `['alias', 'pci:v…']`. */
export function moduleInfo(bytes: Buffer): [key: string, value: string][] {
  const section = sectionsOf(bytes).get('.modinfo');
  if (section === undefined) return [];
  const pairs: [string, string][] = [];
  for (const text of section.toString('latin1').split('\0')) {
    const cut = text.indexOf('=');
    if (cut > 0) pairs.push([text.slice(0, cut), text.slice(cut + 1)]);
  }
  return pairs;
}

function sectionsOf(bytes: Buffer): Map<string, Buffer> {
  const sections = new Map<string, Buffer>();
  if (!isElf(bytes)) return sections;
  const start = Number(bytes.readBigUInt64LE(40));
  const count = bytes.readUInt16LE(60);
  const header = (index: number): { name: number; content: Buffer } => {
    const at = start + index * SECTION_HEADER;
    const offset = Number(bytes.readBigUInt64LE(at + 24));
    const size = Number(bytes.readBigUInt64LE(at + 32));
    return { name: bytes.readUInt32LE(at), content: bytes.subarray(offset, offset + size) };
  };
  const names = header(bytes.readUInt16LE(62)).content;
  for (let index = 0; index < count; index++) {
    const { name, content } = header(index);
    sections.set(textAt(names, name), content);
  }
  return sections;
}

function textAt(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, bytes.indexOf(0, at));
}
