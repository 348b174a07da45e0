/*
 * The pieces of Debian's installer that are put in the place of others, because Debian's archive gives them to the installer
 * only: many registries that mirror the archive for apt do not have these files. Each is a package of the installer (a
 * udeb), and what it stands for is said in the proof.
 */

import type { Layout } from '../../lab/install/answers.ts';

/** A package of the installer that is made here. */
export interface Part {
  /** Its fields (deb-control(5)), without the ones that all have. */
  readonly control: { readonly Package: string } & Readonly<Record<string, string>>;
  /** What it stands for, as a proof says it. */
  readonly stands: string;
  /** Packages of Debian that it takes files from: ordinary ones, and those of SOURCES. */
  readonly from: readonly string[];
  /** The paths to be taken, and where they go in the installer; without them, all but the documentation stays where it is. */
  readonly take?: Readonly<Record<string, string>> | undefined;
  /** The folder of its own scripts beside this file. */
  readonly folder?: string | undefined;
  /** Where those of them go that are not for dpkg. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** The package of Debian that its questions (debconf templates) come from besides its own. */
  readonly templates?: string | undefined;
  /** The only kind of layout that needs it. */
  readonly layout?: 'lvm' | undefined;
}

/** Where Debian keeps libraries for amd64. */
const LIBRARIES = '/lib/x86_64-linux-gnu';

/** Packages of the installer that apt gets, and that do not work without others that it does not. Parts take files of them. */
export const SOURCES = ['partman-base', 'partman-auto'] as const;

/** Libraries of lvm, and the packages that they are in. */
const LVM_LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  [LIBRARIES]: [
    'ld-linux-x86-64.so.2',
    'libc.so.6',
    'libm.so.6',
    'libcap.so.2',
    'libdevmapper-event.so.1.02.1',
    'libdevmapper.so.1.02.1',
    'libgpg-error.so.0',
    'liblzma.so.5',
    'libselinux.so.1',
    'libtinfo.so.6',
  ],
  [`/usr${LIBRARIES}`]: [
    'libaio.so.1',
    'libblkid.so.1',
    'libbsd.so.0',
    'libedit.so.2',
    'libgcrypt.so.20',
    'liblz4.so.1',
    'libmd.so.0',
    'libpcre2-8.so.0',
    'libsystemd.so.0',
    'libudev.so.1',
    'libzstd.so.1',
  ],
};

export const parts: readonly Part[] = [
  {
    control: { Package: 'debootstrap-udeb', Priority: 'optional', Depends: 'mounted-partitions' },
    stands: 'debootstrap-udeb: the files of Debian’s package debootstrap',
    from: ['debootstrap'],
  },
  {
    control: {
      Package: 'user-setup-udeb',
      Priority: 'standard',
      Depends: 'cdebconf-udeb',
      'Installer-Menu-Item': '2400',
    },
    stands: 'user-setup-udeb: the files of Debian’s package user-setup',
    from: ['user-setup'],
    folder: 'user-setup',
    files: { '06user-setup': '/usr/lib/finish-install.d/06user-setup' },
    templates: 'user-setup',
  },
  {
    control: { Package: 'di-utils-mapdevfs', Priority: 'standard' },
    stands: 'di-utils-mapdevfs: a script of one line of our own',
    from: [],
    folder: 'mapdevfs',
    files: { mapdevfs: '/usr/bin/mapdevfs' },
  },
  {
    control: { Package: 'bootbook-storage', Priority: 'optional', Depends: 'libc6-udeb' },
    stands:
      'e2fsprogs-udeb, dosfstools-udeb and partman’s tools: programs of Debian’s packages e2fsprogs, dosfstools and fdisk',
    from: [
      'e2fsprogs',
      'libext2fs2',
      'libcom-err2',
      'fdisk',
      'libfdisk1',
      'libsmartcols1',
      'dosfstools',
    ],
    take: {
      '/sbin/mke2fs': '/sbin/mke2fs',
      '/sbin/sfdisk': '/sbin/sfdisk',
      '/sbin/mkfs.fat': '/sbin/mkfs.fat',
      '/etc/mke2fs.conf': '/etc/mke2fs.conf',
      [`${LIBRARIES}/libext2fs.so.2`]: '/usr/lib/libext2fs.so.2',
      [`${LIBRARIES}/libe2p.so.2`]: '/usr/lib/libe2p.so.2',
      [`${LIBRARIES}/libcom_err.so.2`]: '/usr/lib/libcom_err.so.2',
      [`/usr${LIBRARIES}/libfdisk.so.1`]: '/usr/lib/libfdisk.so.1',
      [`/usr${LIBRARIES}/libsmartcols.so.1`]: '/usr/lib/libsmartcols.so.1',
    },
  },
  {
    control: {
      Package: 'bootbook-disk',
      Priority: 'standard',
      Depends:
        'cdebconf-udeb, bootbook-storage, di-utils, ext4-modules, fat-modules, efi-modules, scsi-modules, sata-modules',
      Provides: 'mounted-partitions, created-fstab, partitioned-harddrives, harddrive-detection',
      'Installer-Menu-Item': '4200',
    },
    stands:
      'partman: a script of our own, which takes its answers from the preseed file, reads recipes by the code of Debian’s partman-auto, knows the layouts regular and lvm on one disk with ext4, always makes a GPT, and refuses what it does not know',
    from: ['partman-base', 'partman-auto'],
    take: {
      '/lib/partman/lib/base.sh': '/lib/partman/lib/base.sh',
      '/lib/partman/lib/recipes.sh': '/lib/partman/lib/recipes.sh',
      ...Object.fromEntries(
        ['recipes', 'recipes-amd64-efi'].flatMap((folder) =>
          ['30atomic', '50home', '80multi'].map((name) => {
            const path = `/lib/partman/${folder}/${name}`;
            return [path, path];
          }),
        ),
      ),
    },
    folder: 'disk',
    files: {
      'layout.sh': '/lib/bootbook/layout.sh',
      '90bootbook-apt': '/usr/lib/base-installer.d/90bootbook-apt',
    },
    templates: 'partman-auto',
  },
  {
    control: {
      Package: 'bootbook-lvm',
      Priority: 'standard',
      Depends: 'md-modules',
    },
    stands:
      'lvm2-udeb: the program lvm of Debian’s package lvm2, with the libraries that it has there',
    layout: 'lvm',
    from: [
      'lvm2',
      'libaio1',
      'libblkid1',
      'libbsd0',
      'libc6',
      'libcap2',
      'libdevmapper-event1.02.1',
      'libdevmapper1.02.1',
      'libedit2',
      'libgcrypt20',
      'libgpg-error0',
      'liblz4-1',
      'liblzma5',
      'libmd0',
      'libpcre2-8-0',
      'libselinux1',
      'libsystemd0',
      'libtinfo6',
      'libudev1',
      'libzstd1',
    ],
    take: {
      '/sbin/lvm': '/usr/lib/bootbook/lvm',
      ...Object.fromEntries(
        Object.entries(LVM_LIBRARIES).flatMap(([folder, names]) =>
          names.map((name) => [`${folder}/${name}`, `/usr/lib/bootbook/${name}`]),
        ),
      ),
    },
  },
  {
    control: { Package: 'tzsetup-udeb', Priority: 'standard', Depends: 'cdebconf-udeb' },
    stands: 'tzsetup: a script of our own, which sets the time zone of the preseed file',
    from: [],
    folder: 'time-zone',
    files: { '05tzsetup': '/usr/lib/finish-install.d/05tzsetup' },
  },
  {
    // pkgsel asks for it, and does not care what it does.
    control: { Package: 'apt-setup-udeb', Priority: 'standard' },
    stands:
      'apt-setup: an empty package, so that sources.list names the mirror and nothing else, as base-installer writes it',
    from: [],
  },
  {
    control: {
      Package: 'bootbook-boot-loader',
      Priority: 'standard',
      Depends: 'cdebconf-udeb, di-utils, kernel-installer, created-fstab',
      Provides: 'bootable-system',
      'Installer-Menu-Item': '7400',
    },
    stands: 'grub-installer: a script of our own, which installs Debian’s packages of GRUB',
    from: [],
    folder: 'boot-loader',
  },
  {
    control: {
      Package: 'bootbook-finish',
      Priority: 'required',
      Depends: 'cdebconf-udeb, installed-base, created-fstab, bootable-system',
      'Installer-Menu-Item': '7800',
    },
    stands: 'finish-install: a script of our own, which runs the installer’s own last steps',
    from: [],
    folder: 'finish',
  },
];

/** The parts for a layout. */
export function partsFor(layout: Layout): Part[] {
  return parts.filter((part) => part.layout === undefined || part.layout === layout);
}
