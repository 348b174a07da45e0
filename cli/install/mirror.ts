import { hash } from 'node:crypto';
import {
  constants,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Mistake } from '../mistake.ts';
import { runProgram } from '../payload/run-program.ts';
import { oneLine } from '../terminal.ts';
import { field, type ArchiveFile } from './apt-room.ts';

/** The release that the installer installs, by both of its names. */
export const SUITE = { codename: 'bookworm', suite: 'stable', version: '12' } as const;

/** A mirror that lies in a folder, and the key that it is signed by. */
export interface Mirror {
  /** The folder that is served as `/debian`. */
  readonly folder: string;
  /** The public key, as gpgv reads it. */
  readonly key: Buffer;
}

/** A package, and what an index says of it, without `Filename`, `Size` and `SHA256` where these are not known. */
export interface Indexed {
  readonly file: string;
  readonly stanza: string;
}

/**
 * Lays out a mirror of Debian as debootstrap, apt and the installer read it, and signs it with a key that is made for it
 * and thrown away. Source: https://wiki.debian.org/DebianRepository/Format
 * @param debs ordinary packages, which lie where they lie in Debian's archive
 * @param udebs packages of the installer, of Debian's and of ours
 * @param folder the mirror itself, which is not there yet
 */
export async function layOutMirror(
  debs: readonly ArchiveFile[],
  udebs: readonly Indexed[],
  folder: string,
): Promise<Mirror> {
  const dists = join(folder, 'dists', SUITE.codename);
  const index = (files: readonly Indexed[]): string =>
    files.map((each) => `${place(each, folder)}\n\n`).join('');
  const indexes = new Map<string, Buffer>();
  const add = (path: string, content: Buffer): void => {
    indexes.set(path, content);
    mkdirSync(dirname(join(dists, path)), { recursive: true });
    writeFileSync(join(dists, path), content);
  };
  for (const [path, files] of [
    ['main/binary-amd64', debs],
    ['main/debian-installer/binary-amd64', udebs],
  ] as const) {
    const packages = Buffer.from(index(files));
    add(`${path}/Packages`, packages);
    add(`${path}/Packages.gz`, gzipSync(packages));
    // By this file the installer's choose-mirror sees that there is something for its architecture.
    const release = { Archive: SUITE.suite, Component: 'main', Architecture: 'amd64' };
    add(`${path}/Release`, Buffer.from(fields(release)));
  }
  const sums = [...indexes].map(
    ([path, content]) => ` ${hash('sha256', content)} ${content.length} ${path}`,
  );
  const release = fields({
    Origin: 'Bootbook lab',
    Suite: SUITE.suite,
    Version: SUITE.version,
    Codename: SUITE.codename,
    Date: new Date().toUTCString().replace('GMT', 'UTC'),
    Architectures: 'amd64',
    Components: 'main',
    SHA256: `\n${sums.join('\n')}`,
  });
  writeFileSync(join(dists, 'Release'), release);
  return { folder, key: await sign(dists) };
}

/** Puts a package into the pool, and gives its whole paragraph. */
function place({ file, stanza }: Indexed, folder: string): string {
  const known = field(stanza, 'Filename');
  const name = field(stanza, 'Package')!;
  const path = known ?? `pool/lab/${name}_${field(stanza, 'Version')!}_amd64.udeb`;
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  copyFileSync(file, join(folder, path), constants.COPYFILE_FICLONE);
  if (known !== undefined) return stanza;
  const bytes = readFileSync(file);
  const rest = { Filename: path, Size: String(bytes.length), SHA256: hash('sha256', bytes) };
  return `${stanza}\n${fields(rest)}`.trimEnd();
}

function fields(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}:${value.startsWith('\n') ? '' : ' '}${value}\n`)
    .join('');
}

/** Signs a Release file in both ways, and gives the public key. */
async function sign(dists: string): Promise<Buffer> {
  // The sockets of gpg's agent lie there too, and their paths must be short.
  const home = mkdtempSync(join(tmpdir(), 'bootbook-key-'));
  const gpg = async (...args: readonly string[]): Promise<void> => {
    const all = ['--homedir', home, '--batch', '--yes', '--quiet', '--passphrase', '', ...args];
    const { code, stderr } = await runProgram('gpg', all, dists);
    if (code === 0) return;
    throw new Mistake(
      `The mirror could not be signed: ${oneLine(stderr) || 'there is no gpg on this machine'}`,
      'On Debian: apt-get install --no-install-recommends gnupg',
    );
  };
  try {
    await gpg(
      '--quick-generate-key',
      'Bootbook lab <lab@example.invalid>',
      'rsa3072',
      'sign',
      '7d',
    );
    await gpg('--clearsign', '--output', 'InRelease', 'Release');
    await gpg('--armor', '--detach-sign', '--output', 'Release.gpg', 'Release');
    await gpg('--export', '--output', join(home, 'key'));
    return readFileSync(join(home, 'key'));
  } finally {
    await runProgram('gpgconf', ['--homedir', home, '--kill', 'all'], dists);
    rmSync(home, { recursive: true, force: true });
  }
}
