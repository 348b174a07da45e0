import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needs } from '../support/needs.ts';
import type { Scenario } from './scenario.ts';
import { ANSWERS, ARMED, expectHash, PASSWORD, secretRepo } from './secret-repo.ts';

function build(site: Scenario, ...more: string[]): string {
  return site.run('build', '--offline', '--now', ARMED, ...more);
}

/** Everything in a folder that holds a text. */
function holding(folder: string, text: string): string[] {
  return globSync('**/*', { cwd: folder }).filter((path) => {
    const file = join(folder, path);
    return statSync(file).isFile() && readFileSync(file).includes(text);
  });
}

describe.skipIf(!needs('openssl'))('a secret gets into the private bundle as a hash', () => {
  test('from the environment', () => {
    const site = secretRepo('{ env: OPS_PASSWORD }');
    site.env['OPS_PASSWORD'] = PASSWORD;
    expect(build(site)).not.toContain(PASSWORD);
    expectHash(site);
    const manifest = readFileSync(site.path('bundle/boot1/manifest.jsonl'), 'utf8');
    const entry = manifest.split('\n').find((line) => line.includes('srv/private/'))!;
    expect(JSON.parse(entry)).toMatchObject({
      mode: '0640',
      source: {
        path: 'content/preseed/debian-12.cfg',
        with: { question: 'passwd/user-password-crypted', place: { env: 'OPS_PASSWORD' } },
      },
    });
    expect(holding(site.path('bundle/boot1'), PASSWORD)).toEqual([]);
    expect(holding(site.path('bundle/boot1'), '$6$')).toEqual(['srv/private/preseed/install.cfg']);
  });

  test('from a file', () => {
    const site = secretRepo('{ file: secrets/ops }', { 'secrets/ops': `${PASSWORD}\n` });
    build(site);
    expectHash(site);
  });

  test('that is a hash already as it is, so that the same site gives the same bundle', () => {
    const site = secretRepo('{ file: secrets/ops }', { 'secrets/ops': '$6$salt$abcdefgh\n' });
    build(site);
    expect(readFileSync(site.path(ANSWERS), 'utf8')).toContain('password $6$salt$abcdefgh\n');
  });
});

describe('a secret stays out', () => {
  test('of archives, which are for whoever reads the site, and of a bundle that they are made of', () => {
    const site = secretRepo('{ env: OPS_PASSWORD }');
    expect(build(site, '--archives', 'dist/bundle')).toContain(
      'it has a secret in it, which only a private bundle may hold',
    );
    expect(existsSync(site.path(ANSWERS))).toBe(false);
  });

  test('when nobody is armed: it is not even asked for', () => {
    const site = secretRepo('{ env: OPS_PASSWORD }');
    expect(site.run('build', '--offline', '--now', '2026-11-23')).not.toContain('OPS_PASSWORD');
    expect(existsSync(site.path(ANSWERS))).toBe(false);
  });
});

test('a secret whose tool is not on this machine fails the build, and says which', () => {
  const site = secretRepo('{ pass: site/ops }');
  site.env['PATH'] = site.path('nothing');
  expect(build(site)).toContain(
    'The secret pass site/ops needs pass, which is not on this machine.',
  );
  expect(existsSync(site.path('bundle'))).toBe(false);
});

describe('a secret that cannot be had fails the build, and says why', () => {
  test.each([
    ['{ env: OPS_PASSWORD }', 'The environment variable OPS_PASSWORD is not set'],
    ['{ file: secrets/none }', 'There is no secrets/none.'],
    ['{ file: secrets/empty }', 'The secret file secrets/empty is no password: it is empty.'],
    [
      '{ file: secrets/two-lines }',
      'The secret file secrets/two-lines is no password: it has more than one line, or holds control characters.',
    ],
    [
      '{ file: secrets/binary }',
      'The secret file secrets/binary is no password: it is not UTF-8 text, or begins with a byte order mark.',
    ],
    [
      '{ file: secrets/marked }',
      'The secret file secrets/marked is no password: it is not UTF-8 text, or begins with a byte order mark.',
    ],
    [
      '{ file: secrets/long }',
      'The secret file secrets/long is too long for a password: it has more than 256 bytes, and openssl would leave out the rest.',
    ],
  ])('%s', (place, says) => {
    const site = secretRepo(place, {
      'secrets/empty': '\n',
      'secrets/two-lines': 'correct horse\nbattery\n',
      'secrets/binary': Uint8Array.of(0x68, 0xe9, 0x0a),
      'secrets/marked': '\uFEFFcorrect horse\n',
      'secrets/long': `${'é'.repeat(128)}!\n`,
    });
    const seen = build(site);
    expect(seen).toContain(says);
    expect(seen).toMatch(/^exit 1$/m);
    expect(existsSync(site.path('bundle'))).toBe(false);
  });
});
