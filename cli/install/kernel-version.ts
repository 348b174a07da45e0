import { closeSync, openSync, readSync } from 'node:fs';
import { Mistake } from '../mistake.ts';

/** The setup header of a kernel for x86 says where its version stands, counted from the end of the first sector. */
const VERSION_POINTER = 0x20e;
const SECTOR = 0x200;
/** A version is no longer than this (UTS_RELEASE in the kernel's sources). */
const LONGEST = 64;

/**
 * The version of a kernel: `6.1.0-50-amd64`.
 * Source: https://www.kernel.org/doc/html/latest/arch/x86/boot.html (kernel_version)
 * @throws Mistake if the file has none
 */
export function kernelVersion(path: string): string {
  const file = openSync(path, 'r');
  try {
    const pointer = Buffer.alloc(2);
    readSync(file, pointer, 0, 2, VERSION_POINTER);
    const text = Buffer.alloc(LONGEST);
    readSync(file, text, 0, LONGEST, SECTOR + pointer.readUInt16LE());
    const version = /^[\w.+~-]+/.exec(text.toString('latin1'))?.[0];
    if (version !== undefined) return version;
    throw new Mistake(
      `${path} does not say its version as a kernel for x86 does.`,
      'Check which file the image of the profile names as its kernel.',
    );
  } finally {
    closeSync(file);
  }
}
