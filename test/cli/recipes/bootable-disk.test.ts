import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bootableDisk, FIRST_SECTOR, SECTOR } from '../../../cli/payload/recipes/bootable-disk.ts';
import { needs } from '../../support/needs.ts';

const boot = Buffer.alloc(SECTOR, 'boot');
const core = Buffer.alloc(1000, 'core');
const system = Buffer.alloc(64 * SECTOR, 'files');
const disk = bootableDisk({ boot, core }, system);

test('each part is where the one before it looks', () => {
  expect(disk.subarray(0, 446).equals(boot.subarray(0, 446))).toBe(true);
  expect(disk.subarray(SECTOR, SECTOR + core.length).equals(core)).toBe(true);
  expect(disk.subarray(FIRST_SECTOR * SECTOR).equals(system)).toBe(true);
});

test.skipIf(!needs('sfdisk'))('sfdisk finds one EFI system partition', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootbook-disk-'));
  try {
    const image = join(folder, 'disk.img');
    writeFileSync(image, disk);
    const { stdout } = spawnSync('sfdisk', ['--dump', image], { encoding: 'utf8' });
    expect(stdout).toMatch(/^label: dos$/m);
    expect(stdout.split('\n').filter((line) => line.includes('start='))).toEqual([
      expect.stringMatching(/1 : start= +2048, size= +64, type=ef, bootable$/),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
