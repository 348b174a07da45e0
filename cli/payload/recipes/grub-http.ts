import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create } from 'tar';
import type { Architecture } from '../../../generators/inventory/schema.ts';
import { runProgram } from '../run-program.ts';
import { oneLine } from '../../terminal.ts';
import { grubStart, GRUB_START_TEXT } from './grub-start.ts';
import { CannotMake, type Recipe } from './recipe.ts';

/** Everything that the emitted configs use, and what a person wants at the prompt `grub>`. Nothing is loaded later. */
const MODULES = [
  ...['normal', 'configfile', 'echo', 'test', 'true', 'regexp', 'sleep', 'memdisk', 'tar'],
  ...['efinet', 'net', 'http', 'tftp'],
  ...['boot', 'linux', 'chain', 'all_video', 'efi_gop'],
  ...['part_gpt', 'part_msdos', 'fat', 'ext2'],
  ...['ls', 'cat', 'minicmd', 'help', 'search', 'reboot', 'halt', 'efifwsetup'],
];

/** No time of this machine goes into the image. */
const FIXED_TIME = new Date(Date.UTC(1980, 0, 1));

/**
 * A GRUB that fetches by HTTP. Debian's own netboot images have no `http` in them, signed or not; so this one is put
 * together from Debian's modules, as grub-mknetdir(1) does it, and is not signed.
 * @param file what the image is called
 */
function grubHttp(
  architecture: Architecture,
  { target, package: name, file }: { target: string; package: string; file: string },
): Recipe {
  return {
    packages: [name],
    alone: true,
    programs: ['grub-mkimage'],
    text: [new URL('grub-http.ts', import.meta.url), ...GRUB_START_TEXT],
    async make({ unpacked, work, out, progress }) {
      const root = await unpacked();
      progress.say(`Putting ${file} together`);
      writeFileSync(join(work, 'grub.cfg'), grubStart(architecture, 'http'));
      writeFileSync(join(work, 'start.cfg'), 'normal (memdisk)/grub.cfg\n');
      const memdisk = join(work, 'memdisk.tar');
      await create({ cwd: work, portable: true, mtime: FIXED_TIME, file: memdisk }, ['grub.cfg']);
      const { code, stderr } = await runProgram(
        'grub-mkimage',
        [
          ...['--format', target, '--directory', join(root, 'usr/lib/grub', target)],
          ...['--prefix', '(memdisk)', '--memdisk', memdisk, '--config', join(work, 'start.cfg')],
          ...['--output', join(out, file)],
          ...MODULES,
        ],
        work,
      );
      if (code !== 0) throw new CannotMake(`grub-mkimage: ${oneLine(stderr)}`);
    },
  };
}

export const grubHttpAmd64 = grubHttp('amd64', {
  target: 'x86_64-efi',
  package: 'grub-efi-amd64-bin',
  file: 'grubhttpx64.efi',
});

export const grubHttpArm64 = grubHttp('arm64', {
  target: 'arm64-efi',
  package: 'grub-efi-arm64-bin',
  file: 'grubhttpaa64.efi',
});
