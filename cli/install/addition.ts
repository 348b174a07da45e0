import { Initramfs } from '../payload/recipes/cpio.ts';
import type { Mirror } from './mirror.ts';
import { KERNEL, LEFT_OUT } from './packages.ts';

/**
 * What is appended to the initrd of the installer where the mirror is one of ours: the key that it is signed by, and answers
 * that keep the installed system small. The kernel unpacks archives that stand one behind the other:
 * https://www.kernel.org/doc/html/latest/driver-api/early-userspace/buffer-format.html
 */
export function addition({ key }: Mirror): Buffer {
  const initramfs = new Initramfs();
  // Where the installer's net-retriever and debootstrap look for it.
  initramfs.file('/usr/share/keyrings/archive.gpg', key);
  initramfs.file('/preseed.cfg', ANSWERS);
  return initramfs.packed();
}

/** The site's own preseed file comes later, and counts more. */
const ANSWERS = `d-i base-installer/kernel/image string ${KERNEL}
d-i base-installer/install-recommends boolean false
d-i base-installer/initramfs-tools/driver-policy select dep
d-i base-installer/excludes string ${LEFT_OUT.join(' ')}
d-i hw-detect/firmware-lookup string never
`;
