import { runProgram } from '../payload/run-program.ts';
import type { ServerFile } from './contents.ts';

/**
 * Versions of the Debian packages that took part, by name in alphabetical order: those of the programs as they are installed
 * here, and those that payload was taken from. On a machine without dpkg there are only the latter.
 */
export async function versionsOf(
  packages: readonly string[],
  files: Iterable<ServerFile>,
): Promise<Record<string, string>> {
  const versions = new Map<string, string>();
  const format = '--showformat=${Package} ${Version}\\n';
  const { stdout } = await runProgram('dpkg-query', ['--show', format, ...packages], '/');
  for (const line of stdout.split('\n')) {
    const [name, version] = line.split(' ');
    if (name && version) versions.set(name, version);
  }
  for (const { origin } of files)
    if (origin !== undefined && 'package' in origin) versions.set(origin.package, origin.version);
  return Object.fromEntries([...versions].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
