import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { field, type ArchiveFile } from '../../cli/install/apt-room.ts';
import { forward } from '../../cli/install/forwarder.ts';
import { kernelVersion } from '../../cli/install/kernel-version.ts';
import { makePart } from '../../cli/install/make-part.ts';
import { layOutMirror } from '../../cli/install/mirror.ts';
import { parts } from '../../cli/install/parts.ts';
import { standIns } from '../../cli/install/stand-ins.ts';
import { needs } from '../support/needs.ts';

const work = mkdtempSync(join(tmpdir(), 'bootbook-test-'));
afterAll(() => rmSync(work, { recursive: true }));

function folder(name: string): string {
  const path = join(work, name);
  mkdirSync(path);
  return path;
}

describe.skipIf(!needs('dpkg-deb'))('parts of the installer', () => {
  test('each of our own is a package that dpkg reads', async () => {
    for (const part of parts.filter(({ from }) => from.length === 0)) {
      const { file, stanza } = await makePart(part, new Map(), folder(part.control.Package));
      const shown = spawnSync('dpkg-deb', ['--field', file], { encoding: 'utf8' }).stdout;
      for (const [name, value] of Object.entries(part.control))
        expect(field(shown, name)).toBe(value);
      expect(shown.trim()).toBe(stanza);
      const { stdout } = spawnSync('dpkg-deb', ['--contents', file], { encoding: 'utf8' });
      for (const path of Object.values(part.files ?? {}))
        expect(stdout).toMatch(new RegExp(`^-rwxr-xr-x root/root .* \\.${path}$`, 'm'));
    }
  });

  test('each says in a proof what it stands for', () => {
    const said = standIns(undefined);
    for (const { stands } of parts) expect(said).toContain(stands);
    const other = standIns(new URL('http://mirror.example/debian/'));
    expect(other.some((each) => each.includes('http://mirror.example/debian/'))).toBe(true);
    expect(other.some((each) => each.includes('partman'))).toBe(false);
  });
});

describe.skipIf(!needs('gpg', 'gpgv'))('a mirror', () => {
  test('has what its index says, under a signature that gpgv takes', async () => {
    const file = join(folder('packages'), 'a.deb');
    writeFileSync(file, 'not really a package');
    const deb: ArchiveFile = {
      name: 'a',
      version: '1',
      file,
      stanza: 'Package: a\nVersion: 1\nFilename: pool/main/a/a_1_all.deb',
    };
    const udeb = { file, stanza: 'Package: b\nVersion: 2\nArchitecture: amd64' };
    const { folder: mirror, key } = await layOutMirror([deb], [udeb], join(work, 'mirror'));
    const dists = join(mirror, 'dists/bookworm');
    expect(readFileSync(join(mirror, 'pool/main/a/a_1_all.deb'), 'utf8')).toContain('package');
    const index = readFileSync(join(dists, 'main/debian-installer/binary-amd64/Packages.gz'));
    const stanza = gunzipSync(index).toString();
    expect(field(stanza, 'Filename')).toBe('pool/lab/b_2_amd64.udeb');
    expect(field(stanza, 'SHA256')).toBe(hash('sha256', 'not really a package'));
    expect(readFileSync(join(dists, 'Release'), 'utf8')).toContain(
      ` ${hash('sha256', index)} ${index.length} main/debian-installer/binary-amd64/Packages.gz`,
    );
    const keyring = join(work, 'key.gpg');
    writeFileSync(keyring, key);
    const signed = [join(dists, 'Release.gpg'), join(dists, 'Release')];
    expect(spawnSync('gpgv', ['--keyring', keyring, ...signed]).status).toBe(0);
    writeFileSync(signed[1]!, 'another');
    expect(spawnSync('gpgv', ['--keyring', keyring, ...signed]).status).not.toBe(0);
  });
});

describe('the way to another mirror', () => {
  const served: string[] = [];
  let far: Server;

  /** What a path of the socket gives: status and body. */
  async function ask(path: string, method = 'GET'): Promise<[number, string]> {
    far = createServer(({ url }, response) => {
      served.push(url!);
      if (url === '/debian/moved') response.writeHead(302, { location: '/elsewhere/file' }).end();
      else if (url === '/debian/none') response.writeHead(404).end();
      else response.end(`content of ${url}`);
    });
    await new Promise<void>((done) => far.listen(0, '127.0.0.1', done));
    const { port } = far.address() as AddressInfo;
    const socketPath = join(work, 'mirror.sock');
    const near = await forward(new URL(`http://127.0.0.1:${port}/debian/`), socketPath);
    try {
      return await new Promise((done, failed) => {
        request({ socketPath, path, method, agent: false }, (response) => {
          let body = '';
          response.on('data', (piece: Buffer) => (body += piece.toString()));
          response.on('end', () => done([response.statusCode!, body]));
        })
          .on('error', failed)
          .end();
      });
    } finally {
      near.close();
      far.close();
    }
  }

  test('gives what is there, and says what is not', async () => {
    expect(await ask('/dists/Release')).toEqual([200, 'content of /debian/dists/Release']);
    expect(await ask('/none')).toEqual([404, '']);
  });

  test('goes where the mirror says that a file is', async () => {
    expect(await ask('/moved')).toEqual([200, 'content of /elsewhere/file']);
  });

  test('leads nowhere else, and writes nothing', async () => {
    served.length = 0;
    expect((await ask('/../secret'))[0]).toBe(403);
    expect((await ask('http://127.0.0.1:1/x'))[0]).toBe(403);
    expect((await ask('/dists/Release', 'POST'))[0]).toBe(403);
    expect(served).toEqual([]);
  });
});

test('a kernel’s version is read out of its setup header', () => {
  const kernel = Buffer.alloc(0x400);
  kernel.writeUInt16LE(0x80, 0x20e);
  kernel.write('6.1.0-50-amd64 (debian-kernel@lists.debian.org)\0', 0x280);
  const file = join(work, 'linux');
  writeFileSync(file, kernel);
  expect(kernelVersion(file)).toBe('6.1.0-50-amd64');
  writeFileSync(file, Buffer.alloc(0x400));
  expect(() => kernelVersion(file)).toThrow('does not say its version');
});
