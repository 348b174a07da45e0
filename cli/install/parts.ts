/*
 * The pieces of Debian's installer that are put in the place of others, because Debian's archive gives them to the installer
 * only: many registries that mirror the archive for apt do not have these files. Each is a package of the installer (a
 * udeb), and what it stands for is said in the proof.
 */

/** A package of the installer that is made here. */
export interface Part {
  /** Its fields (deb-control(5)), without the ones that all have. */
  readonly control: { readonly Package: string } & Readonly<Record<string, string>>;
  /** What it stands for, as a proof says it. */
  readonly stands: string;
  /** Ordinary packages of Debian that it takes files from. */
  readonly from: readonly string[];
  /** The paths to be taken, and where they go in the installer; without them, all but the documentation stays where it is. */
  readonly take?: Readonly<Record<string, string>> | undefined;
  /** The folder of its own scripts beside this file. */
  readonly folder?: string | undefined;
  /** Where those of them go that are not for dpkg. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** The package of Debian that its questions (debconf templates) come from besides its own. */
  readonly templates?: string | undefined;
}

/** Where Debian keeps libraries for amd64. */
const LIBRARIES = '/lib/x86_64-linux-gnu';

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
    stands: 'partman: a script of our own with one layout; it erases only what the answers let it',
    from: [],
    folder: 'disk',
    files: { '90bootbook-apt': '/usr/lib/base-installer.d/90bootbook-apt' },
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
