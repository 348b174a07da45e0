/*
 * What is on the mirror that is made of this machine's own packages: enough for a base system that boots on either firmware,
 * and no more, since each package is unpacked by an emulated processor.
 */

/** By priority: what every Debian has, and what a person expects there (Debian Policy, section 2.5). */
export const BASE_PRIORITIES = ['required', 'important'] as const;

/** Of those, what nobody would miss in the lab. They are left out by an answer to the installer. */
export const LEFT_OUT = [
  'cron',
  'cron-daemon-common',
  'dmidecode',
  'less',
  'logrotate',
  'nano',
  'nftables',
  'tasksel',
  'tasksel-data',
  'vim-common',
  'vim-tiny',
] as const;

/** Drives virtual hardware only, and is a tenth of the kernel that the installer would choose. */
export const KERNEL = 'linux-image-cloud-amd64';

/** What the installer installs besides: debootstrap, base-installer, user-setup and pkgsel ask for these. */
const BESIDES = [
  'usr-is-merged',
  'initramfs-tools',
  'busybox',
  'zstd',
  'sudo',
  'ca-certificates',
  'tasksel',
  KERNEL,
];

/** GRUB for the two kinds of firmware. Their packages exclude one another. */
export const CLOSURES = [
  [...BESIDES, 'grub-pc'],
  [...BESIDES, 'grub-efi-amd64', 'grub-efi-amd64-signed', 'shim-signed', 'efibootmgr'],
] as const;

/** What a layout of the disk needs besides: packages of the installed system, and modules for the installer's kernel. */
export const FOR_LAYOUT = {
  regular: { packages: [], modules: [] },
  lvm: { packages: ['lvm2'], modules: ['md'] },
} as const;

/** Packages of the installer that Debian's archive gives to apt as well. */
export const UDEBS = ['base-installer', 'bootstrap-base', 'di-utils', 'pkgsel', 'udpkg'] as const;

/** Modules for the installer's own kernel. */
export const MODULES = [
  'ext4',
  'fat',
  'efi',
  'crc',
  'scsi',
  'scsi-core',
  'cdrom-core',
  'sata',
  'ata',
  'pata',
  'loop',
] as const;
