import { spawnSync } from 'node:child_process';
import packages from './debian-packages.json' with { type: 'json' };
import type { Tool } from './tools.ts';

/**
 * The versions of the Debian packages that tools come from, by the package's name and in its order; without those that
 * dpkg does not know, which are all of them on a machine that is not Debian's.
 */
export function versionsOf(tools: readonly Pick<Tool, 'name'>[]): Readonly<Record<string, string>> {
  const wanted = [...new Set(tools.map(({ name }) => packages[name]))].sort();
  const format = '${db:Status-Status} ${Package} ${Version}\\n';
  const { stdout } = spawnSync('dpkg-query', ['--show', `--showformat=${format}`, ...wanted], {
    encoding: 'utf8',
  });
  const versions: Record<string, string> = {};
  // Without dpkg there is no output at all, whatever the types say.
  for (const line of ((stdout as string | null) ?? '').split('\n')) {
    const [status, name, version] = line.split(' ');
    if (status === 'installed' && name !== undefined && version !== undefined)
      versions[name] = version;
  }
  return versions;
}
