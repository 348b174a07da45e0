import { bytesOf, type Install } from '../../generators/plan/install.ts';
import type { Drive } from '../disk.ts';
import { Unable } from '../unable.ts';

/** An empty disk of the lab. */
export interface EmptyDisk {
  readonly bytes: number;
  readonly drive?: Drive | undefined;
}

/** Bytes. Sparse: what is written to it is a fraction. */
const LEAST = 4 * 2 ** 30;
/** Bytes for what partitions and volumes do not say: those of the firmware, /boot, and what rounding takes. */
const BESIDES = 3e9;

/** What Linux calls the lab's disks. Other paths lead to a controller that QEMU's machine does not have. */
const PATHS: Readonly<Record<string, Drive>> = {
  '/dev/vda': {},
  '/dev/sda': { kind: 'scsi' },
  '/dev/nvme0n1': { kind: 'nvme' },
};
/** A disk of virtio shows no more letters of its serial number: VIRTIO_BLK_ID_BYTES of include/uapi/linux/virtio_blk.h. */
const MOST_LETTERS = 20;

/** The disk of a machine whose own preseed file says which disk it takes. */
export const ordinaryDisk: EmptyDisk = { bytes: LEAST };

/**
 * A disk that the answers of an installation choose, and that has room for their layout.
 * @throws Unable if the lab has no such disk, or nobody who would see to that layout
 */
export function diskFor({ host, disks, layout: { value: layout } }: Install): EmptyDisk {
  const { id } = host.host;
  if (layout.kind === 'raid1' || layout.kind === 'luks')
    throw new Unable(
      layout.kind === 'raid1'
        ? `${id} is installed on two disks, and the lab installs on one.`
        : `${id} has an encrypted disk, and nobody in the lab types its passphrase at each boot.`,
      'The lab installs layouts plain and lvm. Try this one on a machine that holds nothing.',
    );
  if (layout.fileSystem !== 'ext4')
    throw new Unable(
      `${id} is to have ${layout.fileSystem}, and the lab looks at what was installed in ext4 only.`,
      'Install a host with fileSystem: ext4.',
    );
  const sizes = [layout.swap, layout.root, ...layout.volumes.map(({ size }) => size)];
  const room = sizes.reduce((sum, size) => sum + (size === undefined ? 0 : bytesOf(size)), BESIDES);
  const needed = Math.max(LEAST, room + (layout.root === undefined ? LEAST : 0));
  const [disk] = disks;
  if (disk === undefined) throw new Unable(`${id} has no disk to be installed on.`, 'Name one.');
  if ('serial' in disk.value) {
    const { serial } = disk.value;
    if (serial.length <= MOST_LETTERS) return { bytes: whole(needed), drive: { serial } };
    throw new Unable(
      `The lab's disk shows ${MOST_LETTERS} letters of its serial number, and ${serial} has ${serial.length}.`,
      'Install a host whose disk has a shorter one.',
    );
  }
  if ('path' in disk.value) {
    const drive = PATHS[disk.value.path];
    if (drive !== undefined) return { bytes: whole(needed), drive };
    throw new Unable(
      `${id} is installed on ${disk.value.path}, and a machine of the lab has no such disk.`,
      `Install a host that names its disk by size, by serial number, or as ${Object.keys(PATHS).join(', ')}.`,
    );
  }
  const { least, most } = disk.value.size;
  const bytes = whole(Math.max(needed, least === undefined ? 0 : bytesOf(least)));
  if (most === undefined || bytes <= bytesOf(most)) return { bytes };
  throw new Unable(
    `${id} is installed on a disk of at most ${most}, which has no room for its layout.`,
    'Choose another disk, or smaller volumes.',
  );
}

/** A whole number of MiB. */
function whole(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20) * 2 ** 20;
}
