import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Architecture } from '../../../generators/inventory/schema.ts';
import { fileInPackage } from '../path-within.ts';
import { fatImage } from './fat.ts';
import { grubStart, GRUB_START_TEXT } from './grub-start.ts';
import { CannotMake, type Recipe } from './recipe.ts';

/**
 * A small disk for UEFI HTTP Boot: the firmware fetches it whole, puts it into memory and boots from it as from a stick.
 * On it lie Debian's signed shim and GRUB, and a config that leads GRUB on to the boot server.
 *
 * shim and GRUB as plain files do not do it: GRUB is started then, but as it came by neither PXE nor from a disk it knows
 * no place to look for a config, and ends at `grub>`. On a disk it finds its config beside itself.
 * Source: UEFI specification 2.10, section 24.7 (HTTP Boot), and
 * https://github.com/tianocore/edk2/blob/edk2-stable202605/NetworkPkg/HttpBootDxe/HttpBootSupport.c
 */
function signedMedium(
  architecture: Architecture,
  { suffix, target, file }: { suffix: string; target: string; file: string },
): Recipe {
  const capitals = suffix.toUpperCase();
  return {
    packages: ['shim-signed', `grub-efi-${architecture}-signed`],
    alone: true,
    programs: [],
    text: [
      new URL('signed-medium.ts', import.meta.url),
      new URL('fat.ts', import.meta.url),
      ...GRUB_START_TEXT,
    ],
    async make({ unpacked, out, progress }) {
      const root = await unpacked();
      progress.say(`Putting ${file} together`);
      const read = (path: string): Buffer => {
        const found = fileInPackage(root, path);
        if ('why' in found) throw new CannotMake(`among its packages, ${found.why.slice(3)}`);
        return readFileSync(found.file);
      };
      const files = new Map([
        [`EFI/BOOT/BOOT${capitals}.EFI`, read(`/usr/lib/shim/shim${suffix}.efi.signed`)],
        // shim starts it from its own folder.
        [
          `EFI/BOOT/GRUB${capitals}.EFI`,
          read(`/usr/lib/grub/${target}-signed/grubnet${suffix}.efi.signed`),
        ],
        // /grub is the folder that this GRUB has built in.
        ['GRUB/GRUB.CFG', Buffer.from(grubStart(architecture, 'tftp'))],
      ]);
      writeFileSync(join(out, file), fatImage(files, 'BOOTBOOK'));
    },
  };
}

export const signedMediumAmd64 = signedMedium('amd64', {
  suffix: 'x64',
  target: 'x86_64-efi',
  file: 'shimx64.img',
});

export const signedMediumArm64 = signedMedium('arm64', {
  suffix: 'aa64',
  target: 'arm64-efi',
  file: 'shimaa64.img',
});
