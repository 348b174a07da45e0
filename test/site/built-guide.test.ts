import { unzipSync } from 'fflate';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const repo = join(import.meta.dirname, '../..');

/** A time at which a host of the example is armed, so that its answers to the installer are served. */
const ARMED = '2026-11-21T12:00:00Z';

/** What stands in the internal inventory, on internal pages and in the files around them, and nowhere else in the repo. */
const canaries = {
  'name of a host': 'canaryhost7',
  'name of a network': 'canary-net',
  'name of a site': 'Canary Works',
  domain: 'canary.corp.example',
  'address of a host': '10.213.77.31',
  'address of a server': '10.213.77.2',
  prefix: '10.213.77.0',
  MAC: '52:54:00:ca:0a:77',
  'comment of an SSH key': 'night-shift@canary-laptop',
  'SSH key': 'AAAAC3NzaC1lZDI1NTE5AAAAIG5vdGEgcmVhbCBrZXksIGp1c3QgYSBjYW5hcnkgMTIz',
  'kernel argument with a token': 'canarytoken_9f31c2d7',
  'password hash': '$6$canarysalt$M9cJ2kQZt0vJ1Yk8u1r6bq3v',
  'name of an inventory file': 'canary-racks',
  'name of a page': 'canary-duty',
  'word of a page': 'canarypage',
  'word of an error': 'canaryerror',
  'word of a quirk': 'canaryquirk',
  'word of a proof': 'canaryproof',
  'word of a note': 'canarynote',
} as const;

const inventory = `sites:
  works:
    name: ${canaries['name of a site']}
    domain: ${canaries.domain}
    sshKeys: ['ssh-ed25519 ${canaries['SSH key']} ${canaries['comment of an SSH key']}']
networks:
  ${canaries['name of a network']}:
    site: works
    cidr: ${canaries.prefix}/24
    gateway: 10.213.77.1
    server: boot1
    dhcp: { mode: authoritative, range: { from: 10.213.77.100, to: 10.213.77.199 } }
servers:
  boot1:
    site: works
    interfaces: { eno1: { network: ${canaries['name of a network']}, address: ${canaries['address of a server']} } }
models:
  old: { vendor: Acme, name: One, architecture: amd64, firmware: bios, memory: 1024 }
images:
  installer:
    architecture: amd64
    kernel: { path: images/linux }
    initrds: [{ path: images/initrd.gz }]
    args: [token=${canaries['kernel argument with a token']}]
profiles:
  install: { label: Install, kind: installer, image: installer, destructive: true }
hosts:
  ${canaries['name of a host']}:
    model: old
    interfaces:
      eno1: { mac: "${canaries.MAC}", network: ${canaries['name of a network']}, address: ${canaries['address of a host']} }
`;

const page = (word: string, audience: string): string => `---
title: The ${word}
description: Whom to ring about ${canaries['name of a host']}.
${audience}---

## ${word} at night

${canaries['address of a host']}, ${canaries.MAC}, \`${canaries['password hash']}\`, ${canaries['kernel argument with a token']}.
`;

/** All ways in which a canary could be spelled, in lower case. */
function spellings(canary: string): string[] {
  const text = canary.toLowerCase();
  const bytes = /^[0-9.]+$/.test(text)
    ? Buffer.from(text.split('.').map(Number))
    : /^(?:[0-9a-f]{2}:){5}/.test(text)
      ? Buffer.from(text.replaceAll(':', ''), 'hex')
      : undefined;
  const html = text.replaceAll('$', '&#36;');
  const url = encodeURIComponent(text).toLowerCase();
  const base64 = Buffer.from(canary)
    .toString('base64')
    .replace(/.{0,2}=*$/, '')
    .toLowerCase();
  const more =
    bytes === undefined ? [] : [bytes.toString('hex'), bytes.toString('latin1').toLowerCase()];
  return [...new Set([text, text.replaceAll(':', '-'), html, url, base64, ...more])];
}

/** Every file below a folder, archives with all that is in them: name and content, in lower case. */
function* everythingIn(folder: string): Generator<{ file: string; text: string }> {
  for (const file of globSync('**/*', { cwd: folder })) {
    const path = join(folder, file);
    yield { file, text: file.toLowerCase() };
    if (!statSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    yield { file, text: lower(bytes) };
    if (file.endsWith('.gz')) yield { file, text: lower(gunzipSync(bytes)) };
    if (file.endsWith('.zip'))
      for (const [name, inner] of Object.entries(unzipSync(bytes)))
        yield { file: `${file}: ${name}`, text: `${name.toLowerCase()}\n${lower(inner)}` };
  }
}

function lower(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').toLowerCase();
}

/** Which canaries are found where. */
function found(folder: string): Map<string, string[]> {
  const wanted = Object.entries(canaries).map(([name, value]) => ({
    name,
    ways: spellings(value),
  }));
  const places = new Map<string, string[]>();
  for (const { file, text } of everythingIn(folder))
    for (const { name, ways } of wanted)
      if (ways.some((way) => text.includes(way)))
        places.set(name, [...(places.get(name) ?? []), file]);
  return places;
}

/** A page of the catalogue, made internal, with a word in its text. */
function internalEntry(
  kind: 'errors' | 'quirks',
  word: string,
  edit = (text: string) => text,
): void {
  const folder = join(copy, 'content', kind);
  const [first] = readdirSync(folder).sort();
  const text = readFileSync(join(folder, first!), 'utf8').replace(
    /^---\n/,
    `---\naudience: internal\n`,
  );
  writeFileSync(join(folder, `zz-${word}.mdx`), edit(`${text}\nThe ${word}.\n`));
}

let copy: string;
let built: ReturnType<typeof spawnSync>;

beforeAll(() => {
  // Below the repo: Astro looks for what it has compiled in the wrong place if its root and its packages share no folder.
  mkdirSync(join(repo, '.cache'), { recursive: true });
  copy = mkdtempSync(join(repo, '.cache/guide-'));
  for (const name of [
    'ansible',
    'cli',
    'content',
    'examples',
    'generators',
    'lab',
    'public',
    'src',
  ])
    cpSync(join(repo, name), join(copy, name), { recursive: true });
  for (const name of ['package.json', 'tsconfig.json']) cpSync(join(repo, name), join(copy, name));
  // Astro keeps what it has read in node_modules: here in one of the copy's own.
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync(join(repo, 'node_modules')))
    if (!/^\.(?!bin$)/.test(name))
      symlinkSync(join(repo, 'node_modules', name), join(copy, 'node_modules', name));
  // Whoever wants source maps gets them without the inventory.
  const config = readFileSync(join(repo, 'astro.config.mjs'), 'utf8');
  const mapped = config.replace('build: {', 'build: { sourcemap: true,');
  expect(mapped).not.toBe(config);
  writeFileSync(join(copy, 'astro.config.mjs'), mapped);

  const write = (path: string, text: string): void => writeFileSync(join(copy, path), text);
  rmSync(join(copy, 'content/inventory'), { recursive: true });
  mkdirSync(join(copy, 'content/inventory'));
  write(`content/inventory/${canaries['name of an inventory file']}.yaml`, inventory);
  const answers = join(copy, 'content/preseed/debian-12.cfg');
  writeFileSync(
    answers,
    `${readFileSync(answers, 'utf8')}d-i passwd/user-password-crypted password ${canaries['password hash']}\n`,
  );
  write(
    `content/runbooks/${canaries['name of a page']}.mdx`,
    page(canaries['word of a page'], 'audience: internal\n'),
  );
  mkdirSync(join(copy, 'content/notes'));
  write('content/notes/rack.mdx', page(canaries['word of a note'], ''));
  internalEntry('errors', canaries['word of an error']);
  internalEntry('quirks', canaries['word of a quirk']);
  for (const path of globSync('content/proofs/*.json', { cwd: copy })) {
    const text = readFileSync(join(copy, path), 'utf8');
    write(path, text.replace(/"host": "[^"]*"/, `"host": "${canaries['word of a proof']}"`));
  }

  const { build } = (
    JSON.parse(readFileSync(join(repo, 'package.json'), 'utf8')) as {
      scripts: { build: string };
    }
  ).scripts;
  built = spawnSync('sh', ['-c', `${build} --offline --now ${ARMED}`], {
    cwd: copy,
    encoding: 'utf8',
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PATH: `${join(repo, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
      BOOTBOOK_AUDIENCE: 'public',
      BOOTBOOK_NOW: ARMED,
      BOOTBOOK_CACHE: join(copy, '.cache/payload'),
    },
  });
}, 600_000);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('the guide of a repo with an inventory of its own', () => {
  test('is built', () => {
    expect(built.status, `${String(built.stdout).slice(-3000)}${String(built.stderr)}`).toBe(0);
  });

  test('is looked through by something that finds every canary in the repo itself', () => {
    expect([...found(join(copy, 'content')).keys()].sort()).toEqual(Object.keys(canaries).sort());
  });

  test('holds none of them: no page, twin, index, raw file, source map, archive or name of a file', () => {
    expect(found(join(copy, 'dist'))).toEqual(new Map());
    expect(found(join(copy, 'bundle-public'))).toEqual(new Map());
  });

  test('is about the example, with everything that people read', () => {
    const files = new Set(globSync('**/*', { cwd: join(copy, 'dist') }));
    expect(files).toContain('hosts/web01/index.html');
    expect(files).toContain('inventory/hosts/prod/index.html');
    expect(files).toContain('howto/rescue/index.html');
    expect(files).toContain('bundle/boot1.tar.gz');
    expect([...files].filter((file) => file.endsWith('.map')).length).toBeGreaterThan(0);
    const archive = unzipSync(readFileSync(join(copy, 'dist/bundle/boot1.zip')));
    const served = Object.entries(archive).find(([name]) => /\/preseed\/[^/]+$/.test(name));
    expect(Buffer.from(served![1]).toString()).toBe(
      readFileSync(join(repo, 'examples/ams1/content/preseed/debian-12.cfg'), 'utf8'),
    );
  });
});
