import { createReadStream, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { constants, createZstdCompress } from 'node:zlib';
import { oneLine } from '../../terminal.ts';
import { runProgram } from '../run-program.ts';
import { CannotMake, type Recipe } from './recipe.ts';

/** Of a cloud kernel, which drives virtual hardware only; with everything that boots a disk on either firmware. */
const PACKAGES = [
  'linux-image-cloud-amd64',
  'initramfs-tools',
  'zstd',
  'systemd-sysv',
  'udev',
  'iproute2',
  'netbase',
  'kmod',
  'openssh-server',
  'grub2-common',
  'grub-pc-bin',
  'grub-efi-amd64-bin',
  'grub-efi-amd64-signed',
  'shim-signed',
  'dosfstools',
  'e2fsprogs',
];

/** Debian 12's first day. Times in the archive are no later, so that it does not change with the day it is made. */
const EPOCH = Math.floor(Date.UTC(2023, 5, 10) / 1000);

const SETUP = new URL('debian-vm-setup.sh', import.meta.url);

/** The lines of sources.list(5) for what this machine's apt has from Debian. */
const TARGETS = 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)|$(ORIGIN)|$(RELEASE)';

/** Debian for virtual machines: the root file system as an archive, and its kernel and initrd beside it. */
export const debianVm: Recipe = {
  packages: PACKAGES,
  programs: ['mmdebstrap'],
  text: [new URL('debian-vm.ts', import.meta.url), SETUP],
  async make({ work, out, progress }) {
    const { sources, release } = await debianSources(work);
    const tar = join(work, 'root.tar');
    const temporary = join(work, 'tmp');
    mkdirSync(temporary, { mode: 0o755 });
    const list = join(work, 'sources.list');
    writeFileSync(list, sources);
    progress.say('Installing Debian into a folder (a minute or two)');
    const { code, stderr } = await runProgram(
      'mmdebstrap',
      [
        '--variant=required',
        '--architectures=amd64',
        '--format=tar',
        `--include=${PACKAGES.join(',')}`,
        ...['Acquire::Languages "none"', 'APT::Install-Recommends "false"'].flatMap((option) => [
          '--aptopt',
          option,
        ]),
        ...[
          'path-exclude=/usr/share/man/*',
          'path-exclude=/usr/share/locale/*',
          'path-exclude=/usr/share/doc/*',
          'path-include=/usr/share/doc/*/copyright',
        ].flatMap((option) => ['--dpkgopt', option]),
        // Drivers for whatever the virtual machine has, NFS among them; quick to unpack.
        `--essential-hook=mkdir -p "$1/etc/initramfs-tools/conf.d" && printf 'MODULES=most\\nCOMPRESS=zstd\\n' >"$1/etc/initramfs-tools/conf.d/bootbook"`,
        `--customize-hook=sh ${quoted(fileURLToPath(SETUP))} "$1"`,
        `--customize-hook=cp "$1"/boot/vmlinuz-* ${quoted(join(out, 'linux'))} && cp "$1"/boot/initrd.img-* ${quoted(join(out, 'initrd.img'))}`,
        release,
        tar,
        list,
      ],
      work,
      { SOURCE_DATE_EPOCH: String(EPOCH), TMPDIR: temporary },
    );
    if (code !== 0) throw new CannotMake(`mmdebstrap: ${oneLine(lastError(stderr))}`);
    progress.say('Packing the root file system');
    const zstd = createZstdCompress({
      params: { [constants.ZSTD_c_compressionLevel]: 9, [constants.ZSTD_c_checksumFlag]: 1 },
    });
    await pipeline(createReadStream(tar), zstd, createWriteStream(join(out, 'root.tar.zst')));
  },
};

/** Debian's mirrors as this machine's apt knows them, and the release that it is set to. */
async function debianSources(work: string): Promise<{ sources: string; release: string }> {
  const args = ['indextargets', '--format', TARGETS, 'Created-By: Packages', 'Architecture: amd64'];
  const { code, stdout } = await runProgram('apt-get', args, work);
  const targets = code === 0 ? stdout.split('\n').map((line) => line.split('|')) : [];
  const debian = targets.filter(([, origin]) => origin === 'Debian');
  const release = debian[0]?.[2];
  if (release === undefined)
    throw new CannotMake('apt on this machine has no package lists of Debian; run apt-get update');
  return { sources: `${debian.map(([line]) => line).join('\n')}\n`, release };
}

/** mmdebstrap's own error, not the warnings before it. */
function lastError(stderr: string): string {
  const lines = stderr.split('\n');
  return lines.findLast((line) => line.startsWith('E: ')) ?? lines.at(-1) ?? '';
}

/** A path as one word for the shell that hooks are run by. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
