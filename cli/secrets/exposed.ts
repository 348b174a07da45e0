import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Of file permissions, what everybody may who is neither the owner nor in the group: https://manpages.debian.org/bookworm/manpages/inode.7.en.html */
const OTHERS_READ = 0o004;
const OTHERS_ENTER = 0o001;

/**
 * Whether every account of this machine can read a file: it and each folder on the way to it let others in. What has no path, such
 * as a pipe of the shell, is for nobody else.
 */
export function isExposed(path: string): boolean {
  try {
    const real = realpathSync(path);
    return (statSync(real).mode & OTHERS_READ) !== 0 && letsOthersIn(dirname(real));
  } catch {
    return false;
  }
}

function letsOthersIn(folder: string): boolean {
  if ((statSync(folder).mode & OTHERS_ENTER) === 0) return false;
  const above = dirname(folder);
  return above === folder || letsOthersIn(above);
}
