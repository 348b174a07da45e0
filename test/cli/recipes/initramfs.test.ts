import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Initramfs } from '../../../cli/payload/recipes/cpio.ts';
import { isElf, neededLibraries } from '../../../cli/payload/recipes/elf.ts';
import { needs } from '../../support/needs.ts';

function small(order: readonly string[]): Initramfs {
  const initramfs = new Initramfs();
  const make: Record<string, () => void> = {
    init: () => initramfs.file('/init', '#!/bin/sh\n', 0o755),
    link: () => initramfs.link('/usr/bin/sh', '../../bin/busybox'),
    console: () => initramfs.device('/dev/console', 0o600, 5, 1),
    folder: () => initramfs.folder('/root'),
  };
  for (const name of order) make[name]!();
  return initramfs;
}

describe('an initramfs', () => {
  test('has the same bytes, whatever the order in which its files came', () => {
    const one = small(['init', 'link', 'console', 'folder']).packed();
    expect(small(['folder', 'console', 'link', 'init']).packed().equals(one)).toBe(true);
  });

  test.skipIf(!needs('cpio'))('is what cpio takes it for', () => {
    const archive = zstdDecompressSync(small(['init', 'link', 'console', 'folder']).packed());
    const listed = execFileSync('cpio', ['--list', '--verbose', '--numeric-uid-gid', '--quiet'], {
      input: archive,
      encoding: 'utf8',
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' },
    });
    expect(listed.replaceAll(/ +/g, ' ')).toMatchInlineSnapshot(`
      "drwxr-xr-x 2 0 0 0 Jan 1 1970 dev
      crw------- 1 0 0 5, 1 Jan 1 1970 dev/console
      -rwxr-xr-x 1 0 0 10 Jan 1 1970 init
      drwxr-xr-x 2 0 0 0 Jan 1 1970 root
      drwxr-xr-x 2 0 0 0 Jan 1 1970 usr
      drwxr-xr-x 2 0 0 0 Jan 1 1970 usr/bin
      lrwxrwxrwx 1 0 0 17 Jan 1 1970 usr/bin/sh -> ../../bin/busybox
      "
    `);
  });
});

describe('an ELF file', () => {
  test('tells the libraries that it loads, as the linker does', () => {
    const shell = readFileSync('/bin/sh');
    expect(isElf(shell)).toBe(true);
    const loaded = execFileSync('ldd', ['/bin/sh'], { encoding: 'utf8' });
    const needed = neededLibraries(shell);
    expect(needed.some((name) => name.startsWith('libc.so'))).toBe(true);
    for (const name of needed) expect(loaded).toContain(name);
  });

  test('is not what a text is', () => {
    expect(isElf(Buffer.from('#!/bin/sh\n'.repeat(10)))).toBe(false);
    expect(neededLibraries(Buffer.from('#!/bin/sh\n'.repeat(10)))).toEqual([]);
  });
});
