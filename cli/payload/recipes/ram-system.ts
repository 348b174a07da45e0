import { readFileSync } from 'node:fs';
import { Initramfs } from './cpio.ts';
import type { DebianFiles } from './debian-files.ts';

/*
 * What the systems in RAM have in common. Their kernel is Debian's signed one for all machines, so that shim accepts it, with
 * the drivers of servers' network cards and disks.
 */

/** Packages of every system in RAM. */
export const RAM_SYSTEM_PACKAGES = ['linux-image-amd64', 'busybox-static'];

/** Files that decide what every system in RAM is. */
export const RAM_SYSTEM_TEXT = [
  'ram-system.ts',
  'ram-system.sh',
  'dhcp.sh',
  'debian-files.ts',
  'elf.ts',
  'cpio.ts',
].map((name) => new URL(name, import.meta.url));

/** Network cards and disks of servers, their file systems, and the keyboard. */
const MODULES = [
  'drivers/net/ethernet',
  'drivers/net/virtio_net',
  'drivers/net/vmxnet3',
  'drivers/net/hyperv',
  'drivers/virtio',
  'drivers/block/virtio_blk',
  'drivers/scsi',
  'drivers/message/fusion',
  'drivers/ata',
  'drivers/nvme/host',
  'drivers/md',
  'drivers/usb/host',
  'drivers/usb/storage',
  'drivers/hid/usbhid',
  'drivers/hid/hid-generic',
  'drivers/char/hw_random/virtio-rng',
  'fs/ext4',
  'fs/xfs',
  'fs/btrfs',
  'fs/fat',
  'fs/nls',
  'fs/efivarfs',
  'crypto/crc32c_generic',
];

/**
 * An initramfs with busybox, drivers and what every /init leans on.
 * @param init name of the script, beside this file, that becomes /init
 */
export function ramSystem(debian: DebianFiles, init: string): Initramfs {
  const initramfs = new Initramfs();
  for (const folder of ['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/etc', '/root'])
    initramfs.folder(folder);
  // Before /init has mounted devtmpfs, this is where its words go.
  initramfs.device('/dev/console', 0o600, 5, 1);
  initramfs.file('/init', text(init), 0o755);
  initramfs.file('/usr/share/bootbook/ram-system.sh', text('ram-system.sh'));
  initramfs.file('/usr/share/bootbook/dhcp.sh', text('dhcp.sh'), 0o755);
  initramfs.file('/etc/passwd', 'root:*:0:0:root:/root:/bin/sh\n');
  initramfs.file('/etc/group', 'root:x:0:\ntty:x:5:\n');
  initramfs.file('/etc/shells', '/bin/sh\n');
  debian.program(initramfs, '/bin/busybox');
  debian.modules(initramfs, MODULES);
  return initramfs;
}

function text(name: string): Buffer {
  return readFileSync(new URL(name, import.meta.url));
}
