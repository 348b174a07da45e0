import type { HostPlan } from '../generators/plan/plan.ts';
import { bootSector, serialPorts } from './boot-sector.ts';
import { guestFolder } from './places.ts';

/*
 * The machine's local disk: really bootable, and all it does is to say so on the serial console. BIOS starts a boot
 * sector of ours. UEFI starts the GRUB that the boot server serves, from an EFI system partition, with Secure Boot
 * behind shim: both are signed, and they read a config of ours beside them.
 */

/** A file of the guest, below its own folder. */
export type GuestFile =
  | { readonly to: string; readonly base64: string }
  /** Copied from the boot server's tree, from below `srv/tftp`. */
  | { readonly to: string; readonly from: string }
  /** So many bytes of zeros. */
  | { readonly to: string; readonly size: number };

/** What the local disk of a host prints when it has started. */
export function diskSays(hostId: string): string {
  return `Bootbook lab: ${hostId} has started from its local disk`;
}

/** A disk of one sector has no geometry that SeaBIOS would boot from. */
const DISK_BYTES = 2 ** 20;

/** QEMU's arguments for a disk, and the files that it is made of. */
export interface Disk {
  readonly args: readonly string[];
  readonly files: readonly GuestFile[];
}

/** How an empty disk shows itself to its machine. */
export interface Drive {
  /** Letters, digits, `_`, `.` and `-`, at most as many as its kind of disk shows. */
  readonly serial?: string | undefined;
  /** What Linux calls it: `/dev/vda`, or as the only one of its kind `/dev/sda` or `/dev/nvme0n1`; the first unless told otherwise. */
  readonly kind?: 'virtio' | 'scsi' | 'nvme' | undefined;
}

/** An empty disk that keeps what is written to it for as long as the room stands. */
export function emptyDisk(
  host: HostPlan,
  bytes: number,
  { serial, kind = 'virtio' }: Drive = {},
): Disk {
  const image = `${guestFolder(host.host.id)}/disk.img`;
  const rest = `drive=disk,bootindex=1${serial === undefined ? '' : `,serial=${serial}`}`;
  const devices = {
    virtio: [`virtio-blk-pci,${rest}`],
    scsi: ['virtio-scsi-pci', `scsi-hd,${rest}`],
    // It does not start without a serial number.
    nvme: [`nvme,${serial === undefined ? `serial=lab,${rest}` : rest}`],
  }[kind];
  return {
    args: [
      // Nobody pulls the plug of the lab's own machine, so its disk cache may lie. Zeros need no room.
      '-drive',
      `if=none,id=disk,format=raw,cache=unsafe,discard=unmap,detect-zeroes=unmap,file=${image}`,
      ...devices.flatMap((device) => ['-device', device]),
    ],
    files: [{ to: 'disk.img', size: bytes }],
  };
}

/** The local disk of a host that can do no more than say that it has started. */
export function speakingDisk(host: HostPlan): Disk {
  const folder = guestFolder(host.host.id);
  const device = ['-device', 'virtio-blk-pci,drive=disk,bootindex=1'];
  if (host.firmware.value === 'bios') {
    return {
      args: ['-drive', `if=none,id=disk,format=raw,snapshot=on,file=${folder}/disk.img`, ...device],
      files: [{ to: 'disk.img', base64: biosDisk(host).toString('base64') }],
    };
  }
  // QEMU shows a folder as a disk with a FAT partition: https://www.qemu.org/docs/master/system/images.html
  const partition = JSON.stringify({
    driver: 'vvfat',
    'node-name': 'disk',
    dir: `${folder}/disk`,
    'read-only': true,
  });
  return { args: ['-blockdev', partition, ...device], files: systemPartition(host) };
}

function biosDisk(host: HostPlan): Buffer {
  const port = serialPorts[host.serial?.value.unit ?? 0]!;
  const image = Buffer.alloc(DISK_BYTES);
  image.set(bootSector({ port, text: `\r\n${diskSays(host.host.id)}\r\n` }));
  return image;
}

/**
 * Names by the UEFI specification, section 3.5.1.1 (removable media); shim starts grub<arch>.efi from its own folder.
 * Debian's signed netboot GRUB has the folder of its config built in.
 */
function systemPartition(host: HostPlan): GuestFile[] {
  const arm64 = host.model.architecture === 'arm64';
  const [suffix, first] = arm64 ? ['aa64', 'BOOTAA64.EFI'] : ['x64', 'BOOTX64.EFI'];
  const secure = host.firmware.value === 'uefi-secure-boot';
  const grub = `grub${suffix}.efi`;
  const folder = 'disk/EFI/BOOT';
  const config = `echo "${diskSays(host.host.id)}"\nsleep 600\n`;
  return [
    ...(secure
      ? [
          { to: `${folder}/${first}`, from: `shim${suffix}.efi` },
          { to: `${folder}/${grub}`, from: grub },
        ]
      : [{ to: `${folder}/${first}`, from: grub }]),
    {
      to: `disk/debian-installer/${host.model.architecture}/grub/grub.cfg`,
      base64: Buffer.from(config).toString('base64'),
    },
  ];
}
