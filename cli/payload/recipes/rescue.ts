import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DebianFiles } from './debian-files.ts';
import { ramSystem, RAM_SYSTEM_PACKAGES, RAM_SYSTEM_TEXT } from './ram-system.ts';
import type { Recipe } from './recipe.ts';

/** Programs beyond busybox that a person wants at a machine that does not boot, by their paths in Debian's packages. */
const PROGRAMS = [
  '/bin/bash',
  '/usr/sbin/dropbear',
  '/usr/bin/dropbearkey',
  '/usr/lib/openssh/sftp-server',
  '/bin/lsblk',
  '/sbin/blkid',
  '/sbin/sfdisk',
  '/sbin/mke2fs',
  '/sbin/e2fsck',
  '/sbin/tune2fs',
  '/sbin/resize2fs',
  '/sbin/mkfs.fat',
  '/sbin/fsck.fat',
  '/sbin/xfs_repair',
  '/sbin/mdadm',
  '/sbin/lvm',
  '/sbin/dmsetup',
  '/bin/efibootmgr',
  '/usr/sbin/smartctl',
  '/usr/bin/zstd',
  '/usr/bin/rsync',
];

/** A system in RAM to repair machines with: a shell on the console and by SSH, and tools for disks. */
export const rescue: Recipe = {
  packages: [
    ...RAM_SYSTEM_PACKAGES,
    'bash',
    'dropbear-bin',
    'openssh-sftp-server',
    'util-linux',
    'fdisk',
    'e2fsprogs',
    'dosfstools',
    'xfsprogs',
    'mdadm',
    'lvm2',
    'dmsetup',
    'efibootmgr',
    'smartmontools',
    'zstd',
    'rsync',
  ],
  programs: [],
  text: [
    ...RAM_SYSTEM_TEXT,
    new URL('rescue.ts', import.meta.url),
    new URL('rescue.sh', import.meta.url),
  ],
  async make({ unpacked, out, progress }) {
    const debian = new DebianFiles(await unpacked());
    const initramfs = ramSystem(debian, 'rescue.sh');
    for (const program of PROGRAMS) debian.program(initramfs, program);
    // Busybox's own shell runs its applets before the real programs, so root's shell is another one.
    initramfs.file('/etc/passwd', 'root:*:0:0:root:/root:/bin/bash\n');
    initramfs.file('/etc/shells', '/bin/bash\n/bin/sh\n');
    // Where dropbear looks for it.
    initramfs.link('/usr/lib/sftp-server', 'openssh/sftp-server');
    initramfs.file('/etc/mke2fs.conf', debian.read('/etc/mke2fs.conf'));
    initramfs.folder('/etc/dropbear');
    initramfs.folder('/root/.ssh');
    progress.say('Packing the rescue system');
    writeFileSync(join(out, 'linux'), debian.kernelImage());
    writeFileSync(join(out, 'initrd.img'), initramfs.packed());
  },
};
