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
    const plain = { mirror: undefined, layout: 'lvm', asksForRoot: false, secret: false } as const;
    const said = standIns(plain);
    for (const { stands } of parts) expect(said).toContain(stands);
    expect(said.some((each) => each.includes('root') || each.includes('secrets'))).toBe(false);
    const more = standIns({ ...plain, layout: 'regular', asksForRoot: true, secret: true });
    expect(more.some((each) => each.includes('lvm2'))).toBe(false);
    expect(more[0]).toContain('an empty password for root, twice');
    expect(more[1]).toBe('The secrets of the answers: a password of the lab');
    const other = standIns({ ...plain, mirror: new URL('http://mirror.example/debian/') });
    expect(other.some((each) => each.includes('http://mirror.example/debian/'))).toBe(true);
    expect(other.some((each) => each.includes('partman'))).toBe(false);
  });
});

/** What a shell says of a scheme, as partman-auto's code would have left it. */
function laidOut(shell: string, scheme: string, script: string): { status: number; said: string } {
  const [program, ...args] = shell.split(' ');
  const layout = join(import.meta.dirname, '../../cli/install/parts/disk/layout.sh');
  const file = join(work, 'rows');
  const text = `stop() { echo "stopped: $*"; kill $$; exit 1; }
human2longint() { echo $((\${1%% *} * 1000000)); }
. ${layout}
scheme='${scheme}'
rows >${file} || cat ${file}
${script.replaceAll('ROWS', file)}
`;
  const { status, signal, stdout, stderr } = spawnSync(program!, [...args, '-c', text], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return {
    status: signal === null ? status! : -1,
    said: stdout + (signal === null ? '' : readFileSync(file, 'utf8')),
  };
}

describe.each(['dash', ...(needs('busybox') ? ['busybox sh'] : [])])(
  'the part for partman, in %s',
  (shell) => {
    const efi = '538 538 538 ext2 $iflabel{ gpt } method{ efi } format{ }';
    const boot =
      '1024 0 1024 ext4 $primary{ } method{ format } format{ } use_filesystem{ } filesystem{ ext4 } mountpoint{ /boot }';
    const group = '100000 100 -1 ext2 method{ lvm }';

    test('lays out what a recipe says, and gives the last partition the rest', () => {
      const { said } = laidOut(
        shell,
        [efi, boot, group].join('\n'),
        'cat ROWS; partition_table ROWS',
      );
      expect(said).toBe(`538 efi - /boot/efi -
1024 format ext4 /boot -
100000 lvm - - -
label: gpt
size=538MB, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B
size=1024MB, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4
type=E6D6D379-F507-44C2-A23C-238F2A3DF928
`);
    });

    test('knows the names of volumes, and the file system that partman takes by itself', () => {
      const { said } = laidOut(
        shell,
        `8000 0 8000 linux-swap $lvmok{ } lv_name{ swap } method{ swap } format{ }
900 100 -1 ext4 $lvmok{ } method{ format } format{ } use_filesystem{ } $default_filesystem{ } mountpoint{ / } lv_name{ root }`,
        'cat ROWS',
      );
      expect(said).toBe('8000 swap - - swap\n900 format ext4 / root\n');
    });

    test.each([
      ['another method', '9 9 9 ext4 method{ crypto }', "the method 'crypto'"],
      ['a member of a RAID', '9 9 9 raid method{ raid } raidid{ root }', "the method 'raid'"],
      ['no method', '9 9 9 ext4 mountpoint{ / }', "the method ''"],
      [
        'another file system',
        '9 9 9 ext4 method{ format } filesystem{ xfs } mountpoint{ / }',
        'a file system xfs',
      ],
      [
        'nowhere to mount it',
        '9 9 9 ext4 method{ format } filesystem{ ext4 }',
        'where a file system is mounted',
      ],
    ])('refuses %s', (_, line, words) => {
      const { status, said } = laidOut(shell, [efi, line].join('\n'), 'echo went on');
      expect(status).not.toBe(0);
      expect(said).toContain('stopped: ');
      expect(said).toContain(words);
      expect(said).not.toContain('went on');
    });

    test('refuses layouts that it does not know', () => {
      for (const method of ['raid', 'crypto', ''])
        expect(laidOut(shell, '', `known_method '${method}'; echo went on`).status).not.toBe(0);
      for (const method of ['regular', 'lvm'])
        expect(laidOut(shell, '', `known_method ${method}; echo went on`).said).toBe('went on\n');
    });

    test('gives out as much of a volume group as it is told, and no more than there is', () => {
      const given = (answer: string): string =>
        laidOut(shell, '', `guided_size '${answer}' 200000`).said.trim();
      expect(given('max')).toBe('200000');
      expect(given('')).toBe('200000');
      expect(given('50%')).toBe('100000');
      expect(given('150 MB')).toBe('150000');
      expect(given('300 MB')).toBe('200000');
    });
  },
);

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
