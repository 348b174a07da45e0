import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileInPackage } from '../path-within.ts';
import type { Initramfs } from './cpio.ts';
import { CannotMake } from './recipe.ts';
import { isElf, moduleInfo, neededLibraries } from './elf.ts';

/** Reads out of packages that were unpacked into one folder, as if it were the root of a file system. */
export class DebianFiles {
  private readonly root: string;
  /** The kernel's version as its folder of modules says it: `6.1.0-50-amd64`. */
  readonly kernel: string;

  /** @throws CannotMake if there is not exactly one kernel */
  constructor(root: string) {
    this.root = root;
    const folder = join(root, 'lib', 'modules');
    const kernels = existsSync(folder) ? readdirSync(folder) : [];
    if (kernels.length !== 1)
      throw new CannotMake(`its packages hold ${kernels.length} kernels, and it needs one`);
    this.kernel = kernels[0]!;
  }

  /** @throws CannotMake if it is not there */
  read(path: string): Buffer {
    const found = fileInPackage(this.root, path);
    if ('why' in found) throw new CannotMake(`among its packages, ${found.why.slice(3)}`);
    return readFileSync(found.file);
  }

  kernelImage(): Buffer {
    return this.read(`/boot/vmlinuz-${this.kernel}`);
  }

  /** Copies a program and every library that it loads, each to the path that it has in its package. */
  program(initramfs: Initramfs, path: string): void {
    if (initramfs.has(path)) return;
    const bytes = this.read(path);
    initramfs.file(path, bytes, 0o755);
    if (!isElf(bytes)) return;
    for (const library of neededLibraries(bytes))
      this.program(initramfs, this.libraryPath(library));
  }

  private libraryPath(library: string): string {
    if (library.startsWith('/')) return library;
    for (const folder of ['/lib', '/usr/lib'])
      for (const inner of this.libraryFolders(folder)) {
        const path = `${inner}/${library}`;
        if (!('why' in fileInPackage(this.root, path))) return path;
      }
    throw new CannotMake(`no package of its own holds the library ${library}`);
  }

  private libraryFolders(folder: string): string[] {
    const place = join(this.root, folder);
    if (!existsSync(place)) return [];
    const multiarch = readdirSync(place).filter((name) => name.endsWith('-linux-gnu'));
    return [...multiarch.toSorted().map((name) => `${folder}/${name}`), folder];
  }

  /**
   * Copies kernel modules with all that they depend on, and writes the index files that modprobe reads.
   * @param wanted folders below the kernel's own (`drivers/net/ethernet`), or single modules (`fs/vfat.ko` without `.ko`)
   */
  modules(initramfs: Initramfs, wanted: readonly string[]): void {
    const base = `/lib/modules/${this.kernel}`;
    const all = new Map<string, string>();
    for (const path of readdirSync(join(this.root, base, 'kernel'), {
      recursive: true,
      encoding: 'utf8',
    })) {
      if (path.endsWith('.ko')) all.set(moduleName(path), path);
    }
    const chosen = new Map<string, { path: string; depends: string[]; aliases: string[] }>();
    const add = (name: string): void => {
      const path = all.get(name);
      // What a module depends on may be built into the kernel.
      if (path === undefined || chosen.has(name)) return;
      const bytes = this.read(`${base}/kernel/${path}`);
      const info = moduleInfo(bytes);
      const values = (key: string): string[] =>
        info.filter(([each]) => each === key).map(([, value]) => value);
      const depends = values('depends')
        .flatMap((text) => text.split(','))
        .filter((each) => each !== '');
      chosen.set(name, { path, depends: depends.map(moduleName), aliases: values('alias') });
      initramfs.file(`${base}/kernel/${path}`, bytes);
      for (const each of [...depends, ...softDepends(values('softdep'))]) add(moduleName(each));
    };
    for (const want of wanted) {
      const members = [...all].filter(
        ([, path]) => path === `${want}.ko` || path.startsWith(`${want}/`),
      );
      if (members.length === 0) throw new CannotMake(`its kernel has no modules ${want}`);
      for (const [name] of members) add(name);
    }
    const names = [...chosen.keys()].toSorted();
    const lines = names.map((name) => {
      const deep = [...deepDepends(name, chosen)].map((each) => `kernel/${chosen.get(each)!.path}`);
      return `kernel/${chosen.get(name)!.path}: ${deep.join(' ')}`.trimEnd();
    });
    initramfs.file(`${base}/modules.dep`, `${lines.join('\n')}\n`);
    const aliases = names.flatMap((name) =>
      chosen.get(name)!.aliases.map((alias) => `alias ${alias} ${name}`),
    );
    initramfs.file(`${base}/modules.alias`, `${aliases.join('\n')}\n`);
  }
}

/** All that a module depends on, nearest first, as modules.dep has it. */
function deepDepends(
  name: string,
  chosen: ReadonlyMap<string, { readonly depends: readonly string[] }>,
  found = new Set<string>(),
): Set<string> {
  for (const each of chosen.get(name)!.depends) {
    if (!chosen.has(each)) continue;
    // Deleted first, so that what others need as well moves behind them.
    found.delete(each);
    found.add(each);
    deepDepends(each, chosen, found);
  }
  return found;
}

/** `pre: crc32c post: xts` */
function softDepends(texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => text.split(/\s+/))
    .filter((word) => word !== '' && !word.endsWith(':'));
}

/** A module's name: its file's, with underscores. */
function moduleName(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/\.ko$/, '')
    .replaceAll('-', '_');
}
