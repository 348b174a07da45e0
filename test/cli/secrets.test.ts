import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { changed } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

const PASSWORD = 'correct horse 7 battery';
const ANSWERS = 'bundle/boot1/srv/private/preseed/install.cfg';
const ARMED = '2026-11-22T12:00:00Z';

/** The small site, whose web01 is armed for an installation with a password that is kept at a place. */
function repo(place: string, files: Readonly<Record<string, string>> = {}): Scenario {
  const withSecret = changed(
    '    destructive: true\n',
    `    destructive: true\n    preseed: content/preseed/debian-12.cfg\n    userPassword: { secret: ${place} }\n`,
  );
  return new Scenario({
    'content/inventory/site.yaml': changed(
      '  web01:\n    model: old\n',
      "  web01:\n    model: old\n    profile: install\n    armedUntil: '2026-11-22T18:00:00Z'\n",
      withSecret,
    ),
    'content/preseed/debian-12.cfg': 'd-i passwd/username string ops\n',
    'images/linux': 'kernel',
    'images/initrd.gz': 'initrd',
    ...files,
  });
}

function build(site: Scenario, ...more: string[]): string {
  return site.run('build', '--offline', '--now', ARMED, ...more);
}

/** The hash in the answers, which openssl has to make again of the password and the salt. */
function expectHash(site: Scenario): void {
  const text = readFileSync(site.path(ANSWERS), 'utf8');
  const [, hash, salt] =
    /^d-i passwd\/username string ops\nd-i passwd\/user-password-crypted password (\$6\$([^$]+)\$\S+)\n$/.exec(
      text,
    ) ?? [];
  expect(hash, text).toBeDefined();
  const again = spawnSync('openssl', ['passwd', '-6', '-salt', salt!, '-stdin'], {
    input: `${PASSWORD}\n`,
    encoding: 'utf8',
  });
  expect(hash).toBe(again.stdout.trim());
  expect(statSync(site.path(ANSWERS)).mode & 0o777).toBe(0o640);
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
    const site = repo('{ env: OPS_PASSWORD }');
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
    const site = repo('{ file: secrets/ops }', { 'secrets/ops': `${PASSWORD}\n` });
    build(site);
    expectHash(site);
  });

  test.skipIf(!needs('ansible-vault'))('from a vault of Ansible, opened by its own tool', () => {
    const site = repo('{ vault: secrets/site.yml, key: users.ops }', {
      'secrets/site.yml': `users: { ops: ${JSON.stringify(PASSWORD)} }\n`,
      'vault-key': 'key of the vault\n',
    });
    site.env['ANSIBLE_VAULT_PASSWORD_FILE'] = site.path('vault-key');
    const locked = spawnSync('ansible-vault', ['encrypt', site.path('secrets/site.yml')], {
      env: { ...process.env, ...site.env },
      encoding: 'utf8',
    });
    expect(locked.status, locked.stderr).toBe(0);
    expect(readFileSync(site.path('secrets/site.yml'), 'utf8')).toMatch(/^\$ANSIBLE_VAULT;/);
    build(site);
    expectHash(site);
  });

  test('that is a hash already as it is, so that the same site gives the same bundle', () => {
    const site = repo('{ file: secrets/ops }', { 'secrets/ops': '$6$salt$abcdefgh\n' });
    build(site);
    expect(readFileSync(site.path(ANSWERS), 'utf8')).toContain('password $6$salt$abcdefgh\n');
  });
});

describe('a secret stays out', () => {
  test('of archives, which are for whoever reads the site, and of a bundle that they are made of', () => {
    const site = repo('{ env: OPS_PASSWORD }');
    expect(build(site, '--archives', 'dist/bundle')).toContain(
      'it has a secret in it, which only a private bundle may hold',
    );
    expect(existsSync(site.path(ANSWERS))).toBe(false);
  });

  test('when nobody is armed: it is not even asked for', () => {
    const site = repo('{ env: OPS_PASSWORD }');
    expect(site.run('build', '--offline', '--now', '2026-11-23')).not.toContain('OPS_PASSWORD');
    expect(existsSync(site.path(ANSWERS))).toBe(false);
  });
});

describe('a secret that cannot be had fails the build, and says why', () => {
  test.each([
    ['{ env: OPS_PASSWORD }', 'The environment variable OPS_PASSWORD is not set'],
    ['{ file: secrets/none }', 'There is no secrets/none.'],
    ['{ file: secrets/empty }', 'The secret file secrets/empty is no password'],
    ['{ pass: site/ops }', 'pass'],
    ['{ age: secrets/ops.age, identity: key }', 'age'],
    ['{ sops: secrets/site.yaml, key: users.ops }', 'sops'],
  ])('%s', (place, says) => {
    const site = repo(place, { 'secrets/empty': '\n' });
    const seen = build(site);
    expect(seen).toContain(says);
    expect(seen).toMatch(/exit(?:s with)? (?:code )?1|\b1$/m);
    expect(existsSync(site.path('bundle'))).toBe(false);
  });
});
