import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Mistake } from '../mistake.ts';
import { runProgram } from '../payload/run-program.ts';
import { oneLine } from '../terminal.ts';
import type { ArchiveFile } from './apt-room.ts';
import type { Part } from './parts.ts';

/** Scripts that dpkg runs, and the questions that debconf asks (deb-postinst(5), debconf-devel(7)). */
const FOR_DPKG = { postinst: 0o755, templates: 0o644 } as const;

/** Documentation has no place in the installer's memory. */
const DOCUMENTATION = ['usr/share/doc', 'usr/share/man', 'usr/share/bug', 'usr/share/lintian'];

/**
 * Makes a package of the installer.
 * @param debs the packages of Debian that it takes from, by name
 * @param work an empty folder for it
 * @returns the file, and its paragraph for an index, without the file's place and digest
 */
export async function makePart(
  part: Part,
  debs: ReadonlyMap<string, ArchiveFile>,
  work: string,
): Promise<{ file: string; stanza: string }> {
  const root = join(work, 'root');
  mkdirSync(join(root, 'DEBIAN'), { recursive: true });
  let version = '1';
  for (const name of part.from) {
    const deb = debs.get(name)!;
    const into = part.take === undefined ? root : join(work, 'taken');
    await dpkgDeb(['--extract', deb.file, into], work);
    // A package that is Debian's but for its name has Debian's version.
    if (part.take === undefined) version = deb.version;
  }
  for (const [from, to] of Object.entries(part.take ?? {}))
    put(join(work, 'taken', from), join(root, to));
  for (const each of DOCUMENTATION) rmSync(join(root, each), { recursive: true, force: true });
  const own = part.folder && fileURLToPath(new URL(`parts/${part.folder}/`, import.meta.url));
  if (own !== undefined) {
    for (const [name, to] of Object.entries(part.files ?? {}))
      put(join(own, name), join(root, to), 0o755);
    for (const [name, mode] of Object.entries(FOR_DPKG)) {
      const text = readIfThere(join(own, name));
      if (text !== undefined) writeFileSync(join(root, 'DEBIAN', name), text, { mode });
    }
  }
  if (part.templates !== undefined) {
    const control = join(work, 'control');
    await dpkgDeb(['--control', debs.get(part.templates)!.file, control], work);
    const asks = readFileSync(join(control, 'templates'), 'utf8');
    const path = join(root, 'DEBIAN', 'templates');
    writeFileSync(path, [asks.trimEnd(), readIfThere(path) ?? ''].join('\n\n'));
  }
  const fields = {
    ...part.control,
    Version: version,
    Architecture: 'amd64',
    Maintainer: 'Bootbook lab <lab@example.invalid>',
    Section: 'debian-installer',
    Description: 'made for an installation in the lab',
  };
  const stanza = Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
  writeFileSync(join(root, 'DEBIAN', 'control'), `${stanza}\n`);
  const file = join(work, `${part.control.Package}_${version}_amd64.udeb`);
  await dpkgDeb(['--root-owner-group', '-Zxz', '--build', root, file], work);
  return { file, stanza };
}

function put(from: string, to: string, mode?: number): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  if (mode !== undefined) chmodSync(to, mode);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function dpkgDeb(args: readonly string[], work: string): Promise<void> {
  const { code, stderr } = await runProgram('dpkg-deb', args, work);
  if (code !== 0)
    throw new Mistake(
      `dpkg-deb could not make or read a package: ${oneLine(stderr) || 'it is not on this machine'}`,
      'The installation from packages of this machine needs Debian. With --mirror, it needs none.',
    );
}
