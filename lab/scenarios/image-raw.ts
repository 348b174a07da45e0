import { BUNDLE, guestFolder } from '../places.ts';
import type { Scenario } from './scenario.ts';

const DISK = 128 * 2 ** 20;

/** Path of the image below the TFTP root. */
const IMAGE = 'write/rescue-onto-disk/rescue.img.zst';

/** The image writer's note is one sector, and nothing else may differ from the image. */
const COMPARE = `zstd --decompress --stdout --quiet ${BUNDLE}/srv/tftp/${IMAGE} >/run/image
size=$(stat --format=%s /run/image)
disk=${guestFolder('app01')}/disk.img
note=$((2047 * 512))
cmp --bytes=$note /run/image "$disk"
cmp --ignore-initial=$((note + 512)) --bytes=$((size - note - 512)) /run/image "$disk"
dd if="$disk" bs=512 skip=2047 count=1 status=none | tr -d '\\000'
echo "the disk is the image, all $size bytes but for the note"
rm /run/image
`;

/**
 * A whole disk is written byte by byte, with partitions and boot loaders of its own; the host is disarmed, and boots what was
 * written: the rescue system, this time without a network.
 */
function raw(names: Pick<Scenario, 'id' | 'title'>, firmware: string, proof: string): Scenario {
  return {
    ...names,
    host: 'app01',
    changes: {
      'profiles.rescue-onto-disk': {
        label: 'Write the rescue system onto the disk (erases it)',
        kind: 'image',
        image: 'image-writer-amd64',
        destructive: true,
        write: {
          file: { recipe: 'rescue-disk', architecture: 'amd64', file: 'rescue.img.zst' },
          form: 'raw',
          disk: '/dev/vda',
        },
      },
      'hosts.app01.profile': 'rescue-onto-disk',
      'hosts.app01.armedUntil': '2030-01-01T00:00:00Z',
      'hosts.app01.firmware': firmware,
    },
    machine: { disk: DISK },
    visit: {
      script: COMPARE,
      says: [/^bootbook wrote /, /^the disk is the image, all \d+ bytes but for the note$/],
    },
    expect: {
      console: [
        'bootbook.form=raw',
        `bootbook: image written: /dev/vda holds http://10.20.0.2/${IMAGE}`,
      ],
      never: ['bootbook: file systems ready'],
    },
    then: [
      {
        changes: { 'hosts.app01.armedUntil': undefined },
        until: 'initrd',
        operator: {
          steps: [
            { sees: 'bootbook: rescue system starts', what: 'the rescue system has started' },
            { sees: 'Please press Enter to activate this console', types: '\r' },
            { sees: 'rescue@app01:', types: 'sfdisk --list --quiet /dev/vda\r' },
            { sees: /^\/dev\/vda1 .* EFI /, what: 'its shell shows the disk that it came from' },
          ],
        },
        expect: { console: [proof], never: ['/images/'] },
      },
    ],
  };
}

export const imageRawBios = raw(
  {
    id: 'image-raw-bios',
    title: 'BIOS: a whole disk is written byte by byte, then boots',
  },
  'bios',
  'BOOT_IMAGE=/LINUX',
);

export const imageRawSecureBoot = raw(
  {
    id: 'image-raw-secure-boot',
    title: 'UEFI with Secure Boot: a whole disk is written byte by byte, then boots',
  },
  'uefi-secure-boot',
  'secureboot: Secure boot enabled',
);
