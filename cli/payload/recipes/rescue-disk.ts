import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { oneLine } from '../../terminal.ts';
import { fileInPackage } from '../path-within.ts';
import { runProgram } from '../run-program.ts';
import { bootableDisk, FIRST_SECTOR, SECTOR } from './bootable-disk.ts';
import { fatImage } from './fat.ts';
import { CannotMake, type Recipe } from './recipe.ts';
import { rescue } from './rescue.ts';

/** All that GRUB needs to read its config and to start a kernel. The signed one has these built in. */
const MODULES = ['biosdisk', 'part_msdos', 'fat', 'normal', 'test', 'echo', 'boot', 'linux'];

/** Where Debian's signed GRUB for disks looks for its config (debian/build-efi-images in the source of grub2). */
const GRUB_FOLDER = 'EFI/DEBIAN';

/** Nobody knows the machine that it will be in, so its words go to the screen and to the first serial port. */
const CONFIG = `set timeout=2
menuentry 'Rescue system' {
  linux /LINUX console=tty0 console=ttyS0,115200n8
  initrd /INITRD.IMG
}
`;

/**
 * The rescue system as a whole disk, for machines with BIOS and with UEFI, with Secure Boot too: GRUB before the first
 * partition, and an EFI system partition with shim, the signed GRUB, kernel and initrd.
 */
export const rescueDisk: Recipe = {
  packages: [...rescue.packages, 'grub-pc-bin', 'grub-efi-amd64-signed', 'shim-signed'],
  programs: ['grub-mkimage'],
  text: [
    ...rescue.text,
    new URL('rescue-disk.ts', import.meta.url),
    new URL('bootable-disk.ts', import.meta.url),
    new URL('fat.ts', import.meta.url),
  ],
  async make(kitchen) {
    const { work, out, progress, unpacked } = kitchen;
    const root = await unpacked();
    const read = (path: string): Buffer => {
      const found = fileInPackage(root, path);
      if ('why' in found) throw new CannotMake(`among its packages, ${found.why.slice(3)}`);
      return readFileSync(found.file);
    };
    await rescue.make({ ...kitchen, unpacked: () => Promise.resolve(root), out: work });
    progress.say('Putting rescue.img together');
    const files = new Map([
      ['EFI/BOOT/BOOTX64.EFI', read('/usr/lib/shim/shimx64.efi.signed')],
      // shim starts it from its own folder.
      ['EFI/BOOT/GRUBX64.EFI', read('/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed')],
      [`${GRUB_FOLDER}/GRUB.CFG`, Buffer.from(CONFIG)],
      ['LINUX', readFileSync(join(work, 'linux'))],
      ['INITRD.IMG', readFileSync(join(work, 'initrd.img'))],
    ]);
    const modules = join(root, 'usr/lib/grub/i386-pc');
    const core = join(work, 'core.img');
    const { code, stderr } = await runProgram(
      'grub-mkimage',
      [
        ...['--format', 'i386-pc', '--directory', modules, '--output', core],
        // The first partition of whichever disk it was started from.
        ...['--prefix', `(,msdos1)/${GRUB_FOLDER}`],
        ...MODULES,
      ],
      work,
    );
    if (code !== 0) throw new CannotMake(`grub-mkimage: ${oneLine(stderr)}`);
    const grub = { boot: read('/usr/lib/grub/i386-pc/boot.img'), core: readFileSync(core) };
    // Its own last sector stays free: the image writer leaves its note there.
    if (grub.core.length > (FIRST_SECTOR - 2) * SECTOR)
      throw new CannotMake('GRUB is too large for the place before the first partition');
    const disk = bootableDisk(grub, fatImage(files, 'BOOTBOOK'));
    writeFileSync(join(out, 'rescue.img.zst'), zstdCompressSync(disk));
  },
};
