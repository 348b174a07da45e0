import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { asMistake, isSystemError } from '../mistake.ts';
import type { Missing } from './payload.ts';

const MOST_LINKS = 40;

/**
 * Finds a file in an unpacked package. Symbolic links are followed as if the package were the whole file system: an
 * absolute link starts at the package's root, `..` does not lead above it, and nothing of this machine is ever read.
 * @param root the folder that the package was unpacked into
 * @param path absolute path inside the package
 */
export function fileInPackage(root: string, path: string): { file: string } | Missing {
  let rest = path.split('/');
  let at = '/';
  for (let links = 0; rest.length > 0;) {
    const [part, ...after] = rest;
    rest = after;
    const next = posix.join(at, part!);
    const status = lstatSync(join(root, next), { throwIfNoEntry: false });
    if (status === undefined) return { why: `it has no file ${path}` };
    if (!status.isSymbolicLink()) {
      at = next;
      continue;
    }
    if (++links > MOST_LINKS) return { why: `its links lead round in a circle at ${next}` };
    const target = readlinkSync(join(root, next));
    if (target.startsWith('/')) at = '/';
    rest = [...target.split('/'), ...rest];
  }
  const file = join(root, at);
  return statSync(file).isFile() ? { file } : { why: `${path} is no regular file in it` };
}

/**
 * Finds a file of the repo. A symbolic link may not lead out of the repo: a pull request must not be able to publish
 * any other file of the machine that builds.
 * @param root absolute path of the repo
 * @param path path from there
 */
export function fileInRepo(root: string, path: string): { file: string } | Missing {
  try {
    const top = realpathSync(root);
    const file = realpathSync(join(top, path));
    if (!file.startsWith(top.endsWith(sep) ? top : top + sep))
      return { why: 'it leads out of the repo through a symbolic link' };
    return statSync(file).isFile() ? { file } : { why: 'it is no regular file' };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return { why: 'there is no such file' };
    const mistake = asMistake(error, path);
    if (mistake === undefined) throw error;
    return { why: mistake.message.replace(/\.$/, '') };
  }
}

/** Whether there is a folder of this name (or a link to one). */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
