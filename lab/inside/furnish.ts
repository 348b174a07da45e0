import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PRIVATE_ROOT, SERVED_ROOT } from '../../generators/plan/images.ts';
import { BUNDLE, SERVED_UPPER } from '../places.ts';
import type { NfsRoot } from '../job.ts';

/*
 * The file system of the room. The paths in emitted files are absolute, and they hold here: /srv/tftp, /srv/private and the
 * files below /etc are those of the bundle. Whatever is changed in them, by a fault or by a person at a drill, is changed in memory
 * only. /run and /var are empty ones in memory. The machine's own files stay as they are.
 */

/** What programs read below /etc to run at all: users, name lookup, the linker's cache, nginx's types, what RPC goes over. */
const SYSTEM_FILES = [
  'passwd',
  'group',
  'hosts',
  'nsswitch.conf',
  'ld.so.cache',
  'ld.so.conf',
  'localtime',
  'netconfig',
  'services',
  'nginx/mime.types',
];

/**
 * Mounts the tree of a boot server over the directories of this mount namespace.
 * @param bundle absolute path of the tree
 */
export function furnish(bundle: string): void {
  // The bundle first: it may itself lie below a directory that is about to be covered.
  mount('--rbind', bundle, BUNDLE);
  mount('-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/run');
  for (const each of ['etc', SERVED_ROOT, 'var', 'served/upper', 'served/work'])
    mkdirSync(join('/run', each), { recursive: true });
  symlinkSync('/run', '/run/var/run');
  for (const each of SYSTEM_FILES) {
    if (!existsSync(join('/etc', each))) continue;
    mkdirSync(dirname(join('/run/etc', each)), { recursive: true });
    copyFileSync(join('/etc', each), join('/run/etc', each));
  }
  // NFS-Ganesha finds the file systems that it exports there.
  symlinkSync('/proc/self/mounts', '/run/etc/mtab');
  const emitted = join(BUNDLE, 'etc');
  if (existsSync(emitted)) cpSync(emitted, '/run/etc', { recursive: true });
  const closed = join(BUNDLE, PRIVATE_ROOT);
  if (existsSync(closed)) cpSync(closed, join('/run', PRIVATE_ROOT), { recursive: true });
  for (const each of ['etc', 'srv', 'var']) mount('--bind', join('/run', each), join('/', each));
  const served = join(BUNDLE, SERVED_ROOT);
  if (existsSync(served)) overlay(served, join('/', SERVED_ROOT));
}

/**
 * Unpacks a root file system for NFS, into memory. In a user namespace there is one user only, and nobody may make device
 * files; the machine that mounts it has its own /dev.
 */
export function unpackRoot({ archive, path }: NfsRoot): void {
  mkdirSync(path, { recursive: true });
  const args = ['--extract', '--zstd', '--preserve-permissions', '--no-same-owner'];
  const from = ['--exclude=./dev/*', `--directory=${path}`, `--file=${join(BUNDLE, archive)}`];
  execFileSync('tar', [...args, ...from], { stdio: ['ignore', 'ignore', 'pipe'] });
}

/**
 * Shows a folder at another place, where it can be written to without being changed. In a user namespace the overlay
 * keeps its notes in extended attributes that users may set: https://docs.kernel.org/filesystems/overlayfs.html
 */
function overlay(lower: string, place: string): void {
  const layers = `lowerdir=${lower},upperdir=${SERVED_UPPER},workdir=/run/served/work`;
  mount('-t', 'overlay', '-o', `userxattr,${layers}`, 'overlay', place);
}

function mount(...args: string[]): void {
  execFileSync('mount', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
