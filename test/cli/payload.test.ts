import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { changed } from '../support/small-site.ts';
import { debianArchive } from './debian-packages.ts';
import { Scenario } from './scenario.ts';

/*
 * Where payload comes from, and what happens when it does not come. Only the lines about it are compared.
 */

const BUILD = ['build', '--now', '2026-11-22'];
const KERNEL = 'srv/tftp/images/installer/linux';

/** A repo whose first host boots a kernel from the given source, in YAML. */
function repo(kernel: string, files: Readonly<Record<string, string>> = {}): Scenario {
  const inventory = changed(
    'kernel: { path: images/linux }',
    `kernel: ${kernel}`,
    changed(
      '    destructive: true\n',
      '    destructive: false\n',
      changed('    model: old\n', '    model: old\n    profile: install\n'),
    ),
  );
  return new Scenario({
    'content/inventory/site.yaml': inventory,
    'images/initrd.gz': 'initrd',
    ...files,
  });
}

/** What a build says of payload that it leaves out, except for the boot programs. */
function leftOut(transcript: string): string {
  const lines = transcript.split('\n').filter((line) => /left out|exit/.test(line));
  return lines
    .filter((line) => !/package (?:debian-installer|syslinux|pxelinux|ipxe)/.test(line))
    .join('\n');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function read(site: Scenario, path: string): string {
  return readFileSync(site.path('bundle/boot1', path), 'utf8');
}

function originOf(site: Scenario, path: string): unknown {
  const lines = read(site, 'manifest.jsonl').trim().split('\n');
  const entries = lines.map((line) => JSON.parse(line) as { path: string; source?: unknown });
  return entries.find((entry) => entry.path === path)?.source;
}

describe('a file of the repo', () => {
  test('is copied', () => {
    const site = repo('{ path: images/vmlinuz }', { 'images/vmlinuz': 'kernel' });
    expect(leftOut(site.run(...BUILD, '--offline'))).toBe('');
    expect(read(site, 'srv/tftp/images/installer/vmlinuz')).toBe('kernel');
  });

  test('that is not there', () => {
    expect(
      leftOut(repo('{ path: images/nothing }').run(...BUILD, '--offline')),
    ).toMatchInlineSnapshot(`"left out: images/nothing: there is no such file (1 file)"`);
  });

  test('that is a folder', () => {
    expect(leftOut(repo('{ path: images }').run(...BUILD, '--offline'))).toMatchInlineSnapshot(
      `"left out: images: it is no regular file (1 file)"`,
    );
  });

  test('with another sum than the inventory says', () => {
    const site = repo(`{ path: images/linux, sha256: "${'0'.repeat(64)}" }`, {
      'images/linux': 'kernel',
    });
    expect(leftOut(site.run(...BUILD, '--offline'))).toMatchInlineSnapshot(
      `"left out: images/linux: its SHA-256 is 6923dd1bc0460082c5d55a831908c24a282860b7f1cd6c2b79cf1bc8857c639c, and the inventory says 0000000000000000000000000000000000000000000000000000000000000000 (1 file)"`,
    );
  });

  test('that is a link out of the repo', () => {
    const site = repo('{ path: images/linux }');
    symlinkSync('/etc/passwd', site.path('images/linux'));
    expect(leftOut(site.run(...BUILD, '--offline'))).toMatchInlineSnapshot(
      `"left out: images/linux: it leads out of the repo through a symbolic link (1 file)"`,
    );
  });

  test('behind a folder that is a link out of the repo', () => {
    const site = repo('{ path: elsewhere/passwd }');
    symlinkSync('/etc', site.path('elsewhere'));
    expect(leftOut(site.run(...BUILD, '--offline'))).toMatchInlineSnapshot(
      `"left out: elsewhere/passwd: it leads out of the repo through a symbolic link (1 file)"`,
    );
  });

  test('that is a link within the repo', () => {
    const site = repo('{ path: images/linux }', { 'images/linux-6.1': 'kernel 6.1' });
    symlinkSync('linux-6.1', site.path('images/linux'));
    expect(leftOut(site.run(...BUILD, '--offline'))).toBe('');
    expect(read(site, KERNEL)).toBe('kernel 6.1');
  });
});

describe('a URL', () => {
  /** A web server on the loopback that gives `kernel` for /linux, and counts how often. */
  async function webServer(): Promise<{ url: string; asked: () => number }> {
    let asked = 0;
    const server = createServer((request, response) => {
      asked++;
      if (request.url === '/linux') response.end('kernel');
      else if (request.url === '/half') {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('half of it');
        setTimeout(() => response.destroy(), 50);
      } else response.writeHead(404).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      asked: () => asked,
    };
  }

  /** Runs a build while this process goes on serving; packages are not to be had, so that nothing else is fetched. */
  async function build(site: Scenario, ...args: string[]): Promise<string> {
    site.env['PATH'] = site.path('no-programs');
    return site.runAsync(...BUILD, ...args);
  }

  async function leftOutOf(site: Scenario): Promise<string> {
    return leftOut(await build(site));
  }

  test('is fetched once, and then taken from the cache', async () => {
    const { url, asked } = await webServer();
    const site = repo(`{ url: "${url}/linux", sha256: "${sha256('kernel')}" }`);
    expect(leftOut(await build(site))).toBe('');
    expect(read(site, KERNEL)).toBe('kernel');
    expect(originOf(site, KERNEL)).toEqual({ url: `${url}/linux` });
    expect(leftOut(await build(site))).toBe('');
    expect(leftOut(await build(site, '--offline'))).toBe('');
    expect(asked()).toBe(1);
  });

  test('a changed or half file in the cache is fetched anew', async () => {
    const { url, asked } = await webServer();
    const site = repo(`{ url: "${url}/linux", sha256: "${sha256('kernel')}" }`);
    await build(site);
    const cached = site.path('.cache/payload/sha256', sha256('kernel'));
    for (const spoil of [() => writeFileSync(cached, 'KERNEL'), () => truncateSync(cached, 3)]) {
      spoil();
      expect(leftOut(await build(site))).toBe('');
      expect(read(site, KERNEL)).toBe('kernel');
    }
    expect(asked()).toBe(3);
    writeFileSync(cached, 'KERNEL');
    expect(leftOut(await build(site, '--offline'))).toContain('not in the cache');
  });

  test('that gives something else than the inventory says', async () => {
    const { url } = await webServer();
    const site = repo(`{ url: "${url}/linux", sha256: "${sha256('another')}" }`);
    expect((await leftOutOf(site)).replaceAll(url, 'http://server')).toMatchInlineSnapshot(
      `"left out: http://server/linux: its SHA-256 is 6923dd1bc0460082c5d55a831908c24a282860b7f1cd6c2b79cf1bc8857c639c, and the inventory says ae448ac86c4e8e4dec645729708ef41873ae79c6dff84eff73360989487f08e5 (1 file)"`,
    );
  });

  test('that gives nothing', async () => {
    const { url } = await webServer();
    const site = repo(`{ url: "${url}/nothing", sha256: "${sha256('kernel')}" }`);
    expect((await leftOutOf(site)).replaceAll(url, 'http://server')).toMatchInlineSnapshot(
      `"left out: http://server/nothing: the server answers 404 Not Found (1 file)"`,
    );
  });

  test('that breaks off in the middle', async () => {
    const { url } = await webServer();
    const site = repo(`{ url: "${url}/half", sha256: "${sha256('kernel')}" }`);
    expect((await leftOutOf(site)).replaceAll(url, 'http://server')).toMatchInlineSnapshot(
      `"left out: http://server/half: other side closed (1 file)"`,
    );
    const names = readdirSync(site.path('.cache/payload'));
    expect(names.filter((name) => name.startsWith('.work'))).toEqual([]);
  });

  test('where nobody answers', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    const site = repo(`{ url: "http://127.0.0.1:${port}/linux", sha256: "${sha256('kernel')}" }`);
    expect((await leftOutOf(site)).replaceAll(`${port}`, '<port>')).toMatchInlineSnapshot(
      `"left out: http://127.0.0.1:<port>/linux: connect ECONNREFUSED 127.0.0.1:<port> (1 file)"`,
    );
  });
});

describe.skipIf(!needs('apt-get', 'dpkg-deb'))('a Debian package', () => {
  /** A build that knows one small archive of packages. */
  function buildWith(site: Scenario, ...args: string[]): string {
    return site.run(...BUILD, ...args);
  }

  test('is downloaded and unpacked, without root and without package lists on the machine', () => {
    const site = repo('{ package: linux-image, file: /boot/vmlinuz }');
    site.env['APT_CONFIG'] = debianArchive(site.path('debian'), {
      'linux-image': { 'boot/vmlinuz': 'kernel of the package' },
      pxelinux: { 'usr/lib/PXELINUX/pxelinux.0': 'pxelinux' },
    });
    expect(leftOut(buildWith(site))).toBe('');
    const kernel = 'srv/tftp/images/installer/vmlinuz';
    expect(read(site, kernel)).toBe('kernel of the package');
    expect(read(site, 'srv/tftp/pxelinux.0')).toBe('pxelinux');
    expect(
      JSON.stringify(originOf(site, kernel)).replaceAll(site.folder, '/repo'),
    ).toMatchInlineSnapshot(
      `"{"package":"linux-image","version":"1:2.0-1","url":"file:/repo/debian/archive/./linux-image.deb","file":"/boot/vmlinuz"}"`,
    );
    // From now on it is there without a network, and without apt.
    site.env['PATH'] = site.path('no-programs');
    expect(leftOut(buildWith(site))).toBe('');
  });

  test('is asked for again with --refresh', () => {
    const site = repo('{ package: linux-image, file: /boot/vmlinuz }');
    const archive = (version: string): string =>
      debianArchive(site.path('debian'), { 'linux-image': { 'boot/vmlinuz': version } }, version);
    site.env['APT_CONFIG'] = archive('1.0');
    buildWith(site);
    archive('2.0');
    const kernel = 'srv/tftp/images/installer/vmlinuz';
    buildWith(site);
    expect(read(site, kernel)).toBe('1.0');
    buildWith(site, '--refresh');
    expect(read(site, kernel)).toBe('2.0');
  });

  test('whose links stay inside the package, wherever they point', () => {
    const site = repo('{ package: linux-image, file: /boot/vmlinuz }');
    const packaged = (files: Parameters<typeof debianArchive>[1][string]): string => {
      const name = mkdirSync(site.path(`debian-${Math.floor(performance.now())}`), {
        recursive: true,
      })!;
      site.env['APT_CONFIG'] = debianArchive(name, { 'linux-image': files });
      return leftOut(buildWith(site, '--refresh', '--cache', `${name}-cache`));
    };
    expect(packaged({ 'boot/vmlinuz': { link: '/boot/linux-6.1' }, 'boot/linux-6.1': 'six' })).toBe(
      '',
    );
    expect(read(site, 'srv/tftp/images/installer/vmlinuz')).toBe('six');
    expect(packaged({ 'boot/vmlinuz': { link: '../usr/linux' }, 'usr/linux': 'usr' })).toBe('');
    expect(read(site, 'srv/tftp/images/installer/vmlinuz')).toBe('usr');
    expect(packaged({ 'boot/vmlinuz': { link: '/etc/passwd' } })).toMatchInlineSnapshot(
      `"left out: package linux-image: it has no file /boot/vmlinuz (1 file)"`,
    );
    expect(
      packaged({ 'boot/vmlinuz': { link: '../../../../../../../etc/passwd' } }),
    ).toMatchInlineSnapshot(
      `"left out: package linux-image: it has no file /boot/vmlinuz (1 file)"`,
    );
    expect(packaged({ 'boot/vmlinuz': { link: 'vmlinuz' } })).toMatchInlineSnapshot(
      `"left out: package linux-image: its links lead round in a circle at /boot/vmlinuz (1 file)"`,
    );
    expect(packaged({ 'boot/vmlinuz/readme': 'a folder' })).toMatchInlineSnapshot(
      `"left out: package linux-image: /boot/vmlinuz is no regular file in it (1 file)"`,
    );
  });

  test('that does not exist, in one line for all of its files', () => {
    const site = repo('{ package: linux-imagine, file: /boot/vmlinuz }');
    site.env['APT_CONFIG'] = debianArchive(site.path('debian'), {});
    expect(leftOut(buildWith(site))).toMatchInlineSnapshot(
      `"left out: package linux-imagine: apt-get: Unable to locate package linux-imagine (1 file)"`,
    );
  });

  test('on a machine without apt', () => {
    const site = repo('{ package: linux-image, file: /boot/vmlinuz }');
    site.env['PATH'] = site.path('no-programs');
    expect(leftOut(buildWith(site))).toMatchInlineSnapshot(
      `"left out: package linux-image: there is no apt-get on this machine to download packages with (1 file)"`,
    );
  });
});
