import type { Scenario } from './scenario.ts';

/** Sparse: what is written to it is about a third. */
const DISK = 2 * 2 ** 30;

/**
 * An image is written onto an empty disk; the machine comes back while it is still armed, and the disk is left alone; it is
 * disarmed, and boots what was written.
 */
function image(
  part: Pick<Scenario, 'id' | 'title' | 'regular'> & { firmware: string; proof: string },
): Scenario {
  const { firmware, proof, ...names } = part;
  return {
    ...names,
    host: 'web02',
    changes: {
      'hosts.web02.profile': 'debian-12-image',
      'hosts.web02.armedUntil': '2030-01-01T00:00:00Z',
      'hosts.web02.firmware': firmware,
    },
    machine: { disk: DISK },
    expect: {
      console: [
        'bootbook.disk=/dev/vda',
        'bootbook: files unpacked',
        'bootbook: image written: /dev/vda holds http://10.20.0.2/write/debian-12-image/root.tar.zst',
      ],
    },
    then: [
      {
        expect: {
          console: ['bootbook: disk /dev/vda left alone: it was written under this arming'],
          never: ['bootbook: writing'],
        },
      },
      {
        changes: { 'hosts.web02.armedUntil': undefined },
        expect: { console: [proof, 'Debian GNU/Linux 12 web02 ttyS1'], never: ['bootbook: '] },
      },
    ],
  };
}

export const imageWriterBios = image({
  id: 'image-writer-bios',
  title: 'BIOS: an image is written once, then boots from the disk',
  firmware: 'bios',
  proof: 'Linux version 6.',
});

export const imageWriterSecureBoot = image({
  id: 'image-writer-secure-boot',
  title: 'UEFI with Secure Boot: an image is written once, then boots from the disk',
  regular: true,
  firmware: 'uefi-secure-boot',
  proof: 'secureboot: Secure boot enabled',
});
