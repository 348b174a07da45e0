/** Bytes. */
export const SECTOR = 512;

/** Where the only partition begins, at 1 MiB. */
export const FIRST_SECTOR = 2048;

/** Four entries of 16 bytes, before the last two bytes of the first sector. */
const PARTITION_TABLE = 446;

/** An EFI system partition on a disk with an MBR: UEFI specification 2.10, section 5.2.2. */
const TYPE_EFI_SYSTEM = 0xef;

/**
 * A whole disk with one EFI system partition, from which machines with BIOS boot as well: its first sector is GRUB's boot
 * sector, and GRUB's core follows it. As they come, the boot sector goes on at the second sector of the disk, and the core at
 * the third (kernel_sector in grub-core/boot/i386/pc/boot.S, blocklist_default_start in diskboot.S), so nothing has to be
 * installed.
 * @param boot GRUB's boot.img
 * @param core an image by grub-mkimage for i386-pc, at most 2047 sectors
 * @param system the FAT file system in the partition
 */
export function bootableDisk(
  { boot, core }: { readonly boot: Buffer; readonly core: Buffer },
  system: Buffer,
): Buffer {
  const disk = Buffer.alloc(FIRST_SECTOR * SECTOR + system.length);
  boot.copy(disk, 0, 0, PARTITION_TABLE);
  // Addresses by cylinder, head and sector are out of use; these say that they do not fit.
  disk.set([0x80, 0xfe, 0xff, 0xff, TYPE_EFI_SYSTEM, 0xfe, 0xff, 0xff], PARTITION_TABLE);
  disk.writeUInt32LE(FIRST_SECTOR, PARTITION_TABLE + 8);
  disk.writeUInt32LE(system.length / SECTOR, PARTITION_TABLE + 12);
  disk.set([0x55, 0xaa], SECTOR - 2);
  core.copy(disk, SECTOR);
  system.copy(disk, FIRST_SECTOR * SECTOR);
  return disk;
}
