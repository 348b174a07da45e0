import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fatImage } from '../../cli/payload/recipes/fat.ts';
import { needs } from '../support/needs.ts';

/** Contents of many sizes: none, less than a cluster, exactly one, many. */
const files = new Map([
  ['EFI/BOOT/BOOTX64.EFI', Buffer.alloc(100_001, 'shim ')],
  ['EFI/BOOT/GRUBX64.EFI', Buffer.alloc(1024, 'grub ')],
  ['EFI/EMPTY', Buffer.alloc(0)],
  ['GRUB/GRUB.CFG', Buffer.from('echo hello\n')],
  ['README.TXT', Buffer.alloc(5_000_000, 'text ')],
]);

describe.skipIf(!needs('fsck.fat', 'mcopy', 'mdir'))('a FAT image', () => {
  test('is what fsck.fat and mtools read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bootbook-fat-'));
    try {
      const image = join(folder, 'image');
      writeFileSync(image, fatImage(files, 'LAB'));
      const check = spawnSync('fsck.fat', ['-n', image], { encoding: 'utf8' });
      expect(`${check.status} ${check.stdout}`).toMatch(/^0 [^]*: \d+ files, \d+\/\d+ clusters\n$/);
      expect(check.stdout.trim().split('\n')).toHaveLength(2);
      for (const [path, content] of files) {
        const options = { maxBuffer: 10_000_000 };
        const { stdout } = spawnSync('mcopy', ['-n', '-i', image, `::${path}`, '-'], options);
        expect(stdout.equals(content), path).toBe(true);
      }
      const list = spawnSync('mdir', ['-b', '-/', '-i', image, '::'], { encoding: 'utf8' }).stdout;
      const found = list.trim().split('\n');
      expect(found.filter((each) => !each.endsWith('/')).toSorted()).toEqual(
        [...files.keys()].map((path) => `::/${path}`).toSorted(),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('the same files give the same bytes', () => {
  expect(fatImage(files, 'LAB').equals(fatImage(new Map(files), 'LAB'))).toBe(true);
});

test.each(['debian-installer/grub.cfg', 'grub.config', 'a/', 'lower.cfg'])(
  'a name that FAT would have to spell otherwise is refused: %s',
  (path) => {
    expect(() => fatImage(new Map([[path, Buffer.alloc(1)]]), 'LAB')).toThrow(/is no name/);
  },
);
