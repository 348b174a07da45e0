import { describe, expect, test } from 'vitest';
import type { DiskData } from '../../../generators/inventory/install-schema.ts';
import { installOf, type Install } from '../../../generators/plan/install.ts';
import { diskFor } from '../../../lab/install/disk.ts';
import { machineOf } from '../../../lab/machine.ts';
import { example } from '../site.ts';

const { plan, host } = example('deb01');
const install = installOf(plan, host)!;

type Layout = Install['layout']['value'];

/** deb01's installation, with another disk or another layout. */
function other(disk: DiskData | undefined, layout: Partial<Layout> = {}): Install {
  return {
    ...install,
    ...(disk && { disks: [{ value: disk, because: [] }] }),
    layout: {
      ...install.layout,
      value: { ...install.layout.value, ...layout },
    },
  };
}
const plain: Partial<Layout> = { kind: 'plain', swap: undefined, root: undefined, volumes: [] };

describe('the disk of an installation', () => {
  test('has the serial number that the answers choose it by, and room for their layout', () => {
    const { bytes, drive } = diskFor(install);
    expect(drive).toEqual({ serial: 'S4EWNX0N700311' });
    expect(bytes).toBeGreaterThan(108e9);
    expect(bytes % 2 ** 20).toBe(0);
    const { args, files } = machineOf(host, [], { disk: bytes, drive });
    expect(args).toContain('virtio-blk-pci,drive=disk,bootindex=1,serial=S4EWNX0N700311');
    expect(files).toContainEqual({ to: 'disk.img', size: bytes });
  });

  test('is between the sizes that the answers say', () => {
    const size = { least: '200G', most: '600G' };
    const { bytes } = diskFor(other({ size }));
    expect(bytes).toBeGreaterThanOrEqual(200e9);
    expect(bytes).toBeLessThanOrEqual(600e9);
    expect(diskFor(other({ size: { most: '600G' } }, plain)).bytes).toBeLessThan(10e9);
    expect(() => diskFor(other({ size: { most: '100G' } }))).toThrow('no room for its layout');
  });

  test('is on the controller of its path, and otherwise not to be had', () => {
    const at = (path: string): readonly string[] => {
      const { bytes, drive } = diskFor(other({ path }, plain));
      return machineOf(host, [], { disk: bytes, drive }).args;
    };
    expect(at('/dev/vda')).toContain('virtio-blk-pci,drive=disk,bootindex=1');
    expect(at('/dev/sda')).toContain('scsi-hd,drive=disk,bootindex=1');
    expect(at('/dev/nvme0n1')).toContain('nvme,serial=lab,drive=disk,bootindex=1');
    expect(() => at('/dev/sdb')).toThrow('has no such disk');
    expect(() => at('/dev/disk/by-path/pci-0000:00:17.0-ata-1')).toThrow('has no such disk');
  });

  test('is refused where the lab could not show it', () => {
    expect(() => diskFor(other(undefined, { kind: 'raid1' }))).toThrow('on two disks');
    expect(() => diskFor(other(undefined, { kind: 'luks' }))).toThrow('an encrypted disk');
    expect(() => diskFor(other(undefined, { fileSystem: 'xfs' }))).toThrow('to have xfs');
    expect(() => diskFor(other({ serial: 'x'.repeat(21) }))).toThrow('shows 20 letters');
  });
});
