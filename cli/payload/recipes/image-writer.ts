import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DebianFiles } from './debian-files.ts';
import { ramSystem, RAM_SYSTEM_PACKAGES, RAM_SYSTEM_TEXT } from './ram-system.ts';
import type { Recipe } from './recipe.ts';

const PROGRAMS = ['/sbin/sfdisk', '/sbin/mke2fs', '/sbin/mkfs.fat', '/usr/bin/zstd'];

/** A system in RAM that writes an image onto a disk. The boot loader is installed by the image's own programs. */
export const imageWriter: Recipe = {
  packages: [...RAM_SYSTEM_PACKAGES, 'fdisk', 'e2fsprogs', 'dosfstools', 'zstd'],
  programs: [],
  text: [
    ...RAM_SYSTEM_TEXT,
    new URL('image-writer.ts', import.meta.url),
    new URL('image-writer.sh', import.meta.url),
  ],
  async make({ unpacked, out, progress }) {
    const debian = new DebianFiles(await unpacked());
    const initramfs = ramSystem(debian, 'image-writer.sh');
    for (const program of PROGRAMS) debian.program(initramfs, program);
    initramfs.file('/etc/mke2fs.conf', debian.read('/etc/mke2fs.conf'));
    progress.say('Packing the image writer');
    writeFileSync(join(out, 'linux'), debian.kernelImage());
    writeFileSync(join(out, 'initrd.img'), initramfs.packed());
  },
};
