import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian keeps servers where an ordinary user's PATH does not look. */
const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];

/**
 * Whether all these programs are on this machine. In CI a missing one is an error, because a test that did not run must
 * never look like one that passed; elsewhere the caller skips, and the run says 'not run'.
 */
export function needs(...programs: string[]): boolean {
  const missing = programs.filter(
    (program) => !folders.some((folder) => isExecutable(join(folder, program))),
  );
  if (missing.length === 0) return true;
  if (process.env['CI'] !== undefined)
    throw new Error(`Not on this machine: ${missing.join(', ')}. CI has to have it.`);
  return false;
}

/** Where a program lies that needs() has found. */
export function programPath(program: string): string {
  return folders.map((folder) => join(folder, program)).find(isExecutable) ?? program;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
