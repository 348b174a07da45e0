import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { newest } from '../../cli/payload/newer.ts';
import { parseSums } from '../../cli/payload/sums.ts';
import { needs } from '../support/needs.ts';
import { changed } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

const INVENTORY = 'content/inventory/site.yaml';

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A web server on the loopback with these files, which can break off connections. */
class WebServer {
  url = '';
  readonly files = new Map<string, Uint8Array | string>();
  /** What was asked for: path, and the range where there was one. */
  readonly asked: string[] = [];
  /** Bytes after which the next connections break off, one item each. */
  readonly breaks: number[] = [];
  ranges = true;

  static async start(): Promise<WebServer> {
    const web = new WebServer();
    const server = createServer((request, response) => web.answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    web.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return web;
  }

  private answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    this.asked.push([url.slice(1), headers.range].filter(Boolean).join(' '));
    const file = this.files.get(decodeURIComponent(url.slice(1)));
    if (file === undefined) return void response.writeHead(404).end();
    const bytes = Buffer.from(file);
    const from = this.ranges ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0;
    if (from >= bytes.length && from > 0)
      return void response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': bytes.length - from,
      ...(from > 0 && { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
    });
    const most = this.breaks.shift();
    if (most === undefined) return void response.end(bytes.subarray(from));
    response.write(bytes.subarray(from, from + most));
    setTimeout(() => response.destroy(), 50);
  }
}

function repo(kernel: string): Scenario {
  const armed = changed(
    'model: old\n',
    'model: old\n    profile: install\n    armedUntil: "2035-01-01T00:00:00Z"\n',
  );
  const inventory = changed('{ path: images/linux }', kernel, armed);
  return new Scenario({ [INVENTORY]: inventory, 'images/initrd.gz': 'initrd' });
}

function leftIn(site: Scenario, folder: string): string[] {
  const path = site.path('.cache/payload', folder);
  return existsSync(path) ? readdirSync(path) : [];
}

describe('a download', () => {
  const kernel = Buffer.alloc(300_000, 'kernel');

  async function broken(...breaks: number[]): Promise<{ web: WebServer; site: Scenario }> {
    const web = await WebServer.start();
    web.files.set('linux', kernel);
    web.breaks.push(...breaks);
    const site = repo(`{ url: "${web.url}/linux", sha256: "${sha256(kernel)}" }`);
    return { web, site };
  }

  test('that breaks off goes on where it stopped, as often as it has to', async () => {
    const { web, site } = await broken(100_000, 50_000, 0, 100_000);
    expect(await site.runAsync('images', 'fetch', 'installer')).toContain(
      `installer kernel     ${sha256(kernel).slice(0, 12)}   300 kB  ${web.url}/linux`,
    );
    expect(web.asked).toEqual([
      'linux',
      'linux bytes=100000-',
      'linux bytes=150000-',
      'linux bytes=150000-',
      'linux bytes=250000-',
    ]);
    expect(leftIn(site, 'begun')).toEqual([]);
    expect(await site.runAsync('images', 'verify')).toContain('2 files, all as they should be.');
    expect(web.asked).toHaveLength(5);
  });

  test('that was given up is gone on with by the next command', async () => {
    const { web, site } = await broken(100_000, 0, 0, 0);
    expect(await site.runAsync('images', 'fetch')).toContain('exit 1');
    expect(leftIn(site, 'begun')).toHaveLength(1);
    web.asked.length = 0;
    expect(await site.runAsync('images', 'fetch')).not.toContain('exit');
    expect(web.asked).toEqual(['linux bytes=100000-']);
  });

  test('of a server that knows no ranges begins anew', async () => {
    const { web, site } = await broken(100_000);
    web.ranges = false;
    expect(await site.runAsync('images', 'fetch')).not.toContain('exit');
    expect(await site.runAsync('images', 'verify')).toContain('all as they should be');
  });

  test('whose beginning is of other bytes is made once more, from the first one', async () => {
    const { web, site } = await broken(100_000, 0, 0, 0);
    web.files.set('linux', Buffer.alloc(300_000, 'other!'));
    await site.runAsync('images', 'fetch');
    web.files.set('linux', kernel);
    web.asked.length = 0;
    expect(await site.runAsync('images', 'fetch')).not.toContain('exit');
    expect(web.asked).toEqual(['linux bytes=100000-', 'linux']);
  });

  test('with a wrong sum never comes into cache or tree', async () => {
    const { web, site } = await broken();
    web.files.set('linux', 'something else');
    expect(await site.runAsync('images', 'fetch')).toContain(
      `its SHA-256 is ${sha256('something else')}, and the inventory says`,
    );
    expect([...leftIn(site, 'begun'), ...leftIn(site, 'sources')]).toEqual([]);
    site.env['PATH'] = site.path('no-programs');
    await site.runAsync('build', '--out', 'bundle');
    const sums = readFileSync(site.path('bundle/boot1/SHA256SUMS'), 'utf8');
    expect(sums).toContain('# left out: srv/tftp/images/installer/linux (its SHA-256 is');
    expect(sums).not.toContain('  srv/tftp/images/installer/linux');
    expect(existsSync(site.path('bundle/boot1/srv/tftp/images/installer/linux'))).toBe(false);
    expect(await site.runAsync('images', 'verify')).toContain('not fetched yet');
  });
});

/** A key for signing, in a folder of its own, and its public half as a keyring. */
function signer(): { sign: (text: string) => Uint8Array; keyring: Uint8Array } {
  const home = mkdtempSync(join(tmpdir(), 'bootbook-gpg-'));
  const gpg = (args: readonly string[], input = ''): Buffer => {
    const { status, stdout, stderr } = spawnSync('gpg', ['--homedir', home, '--batch', ...args], {
      input,
    });
    if (status !== 0) throw new Error(stderr.toString());
    return stdout;
  };
  onTestFinished(() => {
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
    rmSync(home, { recursive: true, force: true });
  });
  gpg([
    '--passphrase',
    '',
    '--quick-generate-key',
    'Archive <archive@example.net>',
    'ed25519',
    'sign',
  ]);
  return { sign: (text) => gpg(['--detach-sign'], text), keyring: gpg(['--export']) };
}

describe.skipIf(!needs('gpg', 'gpgv'))('signed lists', () => {
  /** An archive as Debian's: a signed Release file lists the lists of each version. */
  function publish(
    web: WebServer,
    versions: Record<string, string>,
    sign: (text: string) => Uint8Array,
  ): void {
    const lists = Object.entries(versions).map(([version, kernel]) => {
      web.files.set(`dist/images/${version}/netboot/linux`, kernel);
      const sums = `${sha256(kernel)}  ./netboot/linux\n`;
      web.files.set(`dist/images/${version}/SHA256SUMS`, sums);
      return ` ${sha256(sums)} ${sums.length} images/${version}/SHA256SUMS\n`;
    });
    const release = `Origin: Test\nSHA256:\n${lists.join('')}`;
    web.files.set('dist/Release', release);
    web.files.set('dist/Release.gpg', sign(release));
  }

  async function archive(): Promise<{
    web: WebServer;
    site: Scenario;
    sign: (text: string) => Uint8Array;
  }> {
    const { sign, keyring } = signer();
    const web = await WebServer.start();
    publish(web, { '20250803+deb12u9': 'kernel 9' }, sign);
    const dist = `${web.url}/dist`;
    const site = repo(`
      url: ${dist}/images/20250803+deb12u9/netboot/linux
      sha256: ${sha256('kernel 9')} # of the ninth
      sums:
        url: '${dist}/images/20250803+deb12u9/SHA256SUMS'
        release: ${dist}/Release
        signature: ${dist}/Release.gpg
        keyring: keys/archive.gpg`);
    site.write('keys/archive.gpg', keyring);
    return { web, site, sign };
  }

  test('a file whose list is signed is taken, and who signed is told', async () => {
    const { site } = await archive();
    expect(await site.runAsync('images', 'fetch')).toContain(
      ', signed by Archive <archive@example.net>',
    );
    expect(await site.runAsync('images', 'list')).toContain('signed by Archive');
  });

  test.each<[string, (web: WebServer, site: Scenario) => void, string]>([
    [
      'a Release file that somebody changed',
      (web) => web.files.set('dist/Release', `${String(web.files.get('dist/Release'))}\n`),
      'the signature is not good',
    ],
    [
      'somebody else’s key',
      (_, site) => site.write('keys/archive.gpg', signer().keyring),
      'the signature is not good',
    ],
    [
      'a list that is not the one of the Release file',
      (web) =>
        web.files.set('dist/images/20250803+deb12u9/SHA256SUMS', `${sha256('kernel 9')}  x\n`),
      'Release says',
    ],
    ['no signature there', (web) => void web.files.delete('dist/Release.gpg'), '404'],
    ['no keyring', (_, site) => rmSync(site.path('keys/archive.gpg')), 'there is no such file'],
  ])('refused: %s', async (_, spoil, why) => {
    const { web, site } = await archive();
    spoil(web, site);
    const said = await site.runAsync('images', 'fetch');
    expect(said).toContain(why);
    expect(said).toContain('exit 1');
    expect(leftIn(site, 'sources')).toEqual([]);
  });

  test('update proposes the newest version as a diff, and writes those lines only', async () => {
    const { web, site, sign } = await archive();
    expect(await site.runAsync('images', 'update')).toContain('1 file asked for, nothing newer.');
    publish(
      web,
      {
        '20250803+deb12u9': 'kernel 9',
        '20250803+deb12u11': 'kernel 11',
        '20250803+deb12u10': 'kernel 10',
      },
      sign,
    );
    const before = readFileSync(site.path(INVENTORY), 'utf8');
    const said = await site.runAsync('images', 'update');
    expect(said.replaceAll(web.url, 'http://server')).toMatchInlineSnapshot(`
      "$ bootbook images update
      --- a/content/inventory/site.yaml
      +++ b/content/inventory/site.yaml
      @@ -31,10 +31,10 @@
         installer:
           architecture: amd64
           kernel:
      -      url: http://server/dist/images/20250803+deb12u9/netboot/linux
      -      sha256: a5fbeb31ab1edeeeed2a5becb990b47d8cbb4af0592fafc4f5f7558aa64b2c06 # of the ninth
      +      url: http://server/dist/images/20250803+deb12u11/netboot/linux
      +      sha256: b588026365943437e0b185fff422c44714e173332b4352bdf374696d3c47a6a9 # of the ninth
             sums:
      -        url: 'http://server/dist/images/20250803+deb12u9/SHA256SUMS'
      +        url: 'http://server/dist/images/20250803+deb12u11/SHA256SUMS'
               release: http://server/dist/Release
               signature: http://server/dist/Release.gpg
               keyring: keys/archive.gpg
      ! Nothing was written. Take it over: --write, or git apply.
      exit 2"
    `);
    expect(readFileSync(site.path(INVENTORY), 'utf8')).toBe(before);
    expect(await site.runAsync('images', 'update', '--write')).not.toContain('exit');
    expect(readFileSync(site.path(INVENTORY), 'utf8')).toBe(
      before.replaceAll('deb12u9', 'deb12u11').replace(sha256('kernel 9'), sha256('kernel 11')),
    );
    expect(await site.runAsync('images', 'fetch')).toContain(sha256('kernel 11').slice(0, 12));
    expect(await site.runAsync('images', 'update')).toContain('nothing newer');
  });
});

test('what is newer is told by numbers, and by those of versions only', () => {
  expect(newest('a-12.9.0-amd64', ['a-12.10.0-amd64', 'a-12.11.0-i386', 'b-13'])).toBe(
    'a-12.10.0-amd64',
  );
  expect(newest('x86_64/v9', ['x86_64/v10', 'x86_99/v99'])).toBe('x86_64/v10');
  expect(newest('arm64/linux', ['arm65/linux', 'amd64/linux'])).toBe('arm64/linux');
  expect(newest('20230607/x9', ['20230607+deb12u15/x9', '20230607/x8'])).toBe(
    '20230607+deb12u15/x9',
  );
  expect(newest('20250803+deb12u9/x', ['20230607+deb12u12/x'])).toBe('20250803+deb12u9/x');
});

test('lists of sums are read as sha256sum and a Release file write them', () => {
  const [one, two] = [sha256('1'), sha256('2')];
  expect(parseSums(`${one}  ./a b\n${two} *c\r\nx  d\n`)).toEqual(
    new Map([
      ['a b', one],
      ['c', two],
    ]),
  );
  expect(parseSums(`MD5Sum:\n ${one.slice(32)} 1 a\nSHA256:\n ${one}     12 a/b\n`)).toEqual(
    new Map([['a/b', one]]),
  );
});

test('an image that there is not', () => {
  expect(repo('{ path: images/linux }').run('images', 'list', 'instaler')).toContain(
    'Did you mean installer?',
  );
});
