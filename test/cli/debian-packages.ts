import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a package of a test holds: the content of each file, or the target of each link. */
export type PackageFiles = Readonly<Record<string, string | { readonly link: string }>>;

/**
 * A Debian archive of our own on the local disk, made with dpkg-deb, and an apt configuration that knows nothing else:
 * no package lists, no other source. apt then has to fetch lists as it has to on a machine that never ran `apt-get update`.
 * @returns the apt configuration, for the environment variable APT_CONFIG (apt.conf(5))
 */
export function debianArchive(
  folder: string,
  packages: Readonly<Record<string, PackageFiles>>,
  version = '1:2.0-1',
): string {
  const archive = join(folder, 'archive');
  mkdirSync(archive, { recursive: true });
  let index = '';
  for (const [name, files] of Object.entries(packages)) {
    const content = join(folder, `${name}-content`);
    const control = `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: Nobody <nobody@example.net>\nDescription: ${name}\n`;
    put(join(content, 'DEBIAN', 'control'), control);
    for (const [path, file] of Object.entries(files)) put(join(content, path), file);
    const deb = join(archive, `${name}.deb`);
    execFileSync('dpkg-deb', ['--root-owner-group', '-b', content, deb], { stdio: 'ignore' });
    const bytes = readFileSync(deb);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    index += `${control}Filename: ./${name}.deb\nSize: ${bytes.length}\nSHA256: ${sha256}\n\n`;
  }
  writeFileSync(join(archive, 'Packages'), index);
  const sources = join(folder, 'sources.list');
  writeFileSync(sources, `deb [trusted=yes] file:${archive} ./\n`);
  const state = join(folder, 'machine');
  mkdirSync(join(state, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(state, 'archives', 'partial'), { recursive: true });
  writeFileSync(join(state, 'status'), '');
  const config = join(folder, 'apt.conf');
  writeFileSync(
    config,
    `Dir::State "${state}";
Dir::State::status "${join(state, 'status')}";
Dir::Cache "${state}";
Dir::Etc::sourcelist "${sources}";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::parts "/dev/null";
`,
  );
  return config;
}

function put(path: string, content: string | { readonly link: string }): void {
  mkdirSync(dirname(path), { recursive: true });
  if (typeof content === 'string') writeFileSync(path, content);
  else symlinkSync(content.link, path);
}
