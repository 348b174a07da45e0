import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Secrets } from '../../cli/secrets/secrets.ts';
import { needs } from '../support/needs.ts';
import type { Scenario } from './scenario.ts';
import { ARMED, expectHash, PASSWORD, secretRepo } from './secret-repo.ts';

/*
 * The real programs that keep secrets, each with keys and stores of its own. They run without a terminal, and with a pipe to read
 * from that stays open and has nothing in it: who asks a question there waits for ever.
 */

const NOBODY =
  'If it asks for a passphrase there: here was no terminal to ask at. Start this in one, with nothing piped into it, or keep the key where no passphrase is asked for.';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** What a person would have seen of `bootbook build`. */
async function build(site: Scenario): Promise<string> {
  const child = spawn(
    process.execPath,
    [site.command, 'build', '--offline', '--now', ARMED],
    // A session of its own has no terminal, even where these tests were started in one.
    {
      cwd: site.folder,
      env: { ...process.env, GPG_TTY: '', FORCE_COLOR: '0', ...site.env },
      detached: true,
    },
  );
  let seen = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (seen += text));
  // The pipe to its stdin is closed by nobody.
  const [status] = (await once(child, 'exit')) as [number | null];
  child.stdin.destroy();
  expect(status, seen).toBe(existsSync(site.path('bundle')) ? 0 : 1);
  expect(seen).not.toContain(PASSWORD);
  return seen.replaceAll(site.folder, '/repo');
}

/** Runs a program of the test's own, and gives what it wrote. */
function ran(
  site: Scenario,
  input: string | Uint8Array,
  program: string,
  ...args: string[]
): Buffer {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: site.folder,
    env: { ...process.env, ...site.env },
    input,
  });
  expect(status, stderr.toString()).toBe(0);
  return stdout;
}

describe.skipIf(!needs('age', 'age-keygen', 'openssl'))('age', () => {
  const PLACE = '{ age: secrets/ops.age, identity: key.txt }';
  const BY_HAND = `  do  Try it by hand: age --decrypt -i /repo/key.txt /repo/secrets/ops.age. ${NOBODY}\n`;

  /** A repo with a secret that age has encrypted for the first of two keys. */
  function repo(content: string | Uint8Array = `${PASSWORD}\n`, ...more: string[]): Scenario {
    const site = secretRepo(PLACE);
    mkdirSync(site.path('secrets'));
    for (const key of ['key.txt', 'other.txt']) ran(site, '', 'age-keygen', '-o', key);
    const recipient = ran(site, '', 'age-keygen', '-y', 'key.txt').toString().trim();
    ran(site, content, 'age', '--encrypt', '-r', recipient, '-o', 'secrets/ops.age', ...more);
    return site;
  }

  test('gives the secret', async () => {
    const site = repo();
    await build(site);
    expectHash(site);
  });

  test('gives the secret from a file in letters, without a newline at its end', async () => {
    const site = repo(PASSWORD, '--armor');
    await build(site);
    expectHash(site);
  });

  test('with another key says so', async () => {
    const site = repo();
    site.write('key.txt', readFileSync(site.path('other.txt')));
    expect(await build(site)).toBe(
      `bootbook: age did not give the secret age secrets/ops.age: age: error: no identity matched any of the recipients\n${BY_HAND}`,
    );
  });

  test('without the file, and without the key', async () => {
    const site = repo();
    rmSync(site.path('key.txt'));
    expect(await build(site)).toContain('age: error: reading "/repo/key.txt": failed to open file');
    rmSync(site.path('secrets/ops.age'));
    expect(await build(site)).toBe(
      'bootbook: There is no secrets/ops.age.\n  do  Check the path.\n',
    );
  });

  test('is not even given a file that nobody has encrypted, for it would print its first line', async () => {
    const site = repo();
    site.write('secrets/ops.age', `${PASSWORD}\n`);
    expect(await build(site)).toBe(
      'bootbook: secrets/ops.age is no file that age has encrypted.\n  do  Encrypt it. If a secret stands there in the clear and is in the repo, replace it.\n',
    );
  });

  test('that would ask for the passphrase of a key fails where nobody can answer', async () => {
    const site = repo();
    ran(site, '', 'ssh-keygen', '-q', '-t', 'ed25519', '-N', 'opened by nobody', '-f', 'ssh');
    ran(site, PASSWORD, 'age', '-R', 'ssh.pub', '-o', 'secrets/ops.age');
    site.write('key.txt', readFileSync(site.path('ssh')));
    const seen = await build(site);
    expect(seen).toMatch(
      /^bootbook: age did not give the secret age secrets\/ops\.age: age: error: .*could not read passphrase for "\/repo\/key\.txt": .*terminal/,
    );
    expect(seen).toContain(NOBODY);
  });

  test.each([
    [
      'two lines',
      `${PASSWORD}\nsecond\n`,
      'it has more than one line, or holds control characters',
    ],
    ['a NUL', `${PASSWORD}\0`, 'it has more than one line, or holds control characters'],
    [
      'bytes that are no text',
      Uint8Array.of(0xff, 0xfe, 0x41),
      'it is not UTF-8 text, or begins with a byte order mark',
    ],
    ['nothing', '', 'it is empty'],
  ])('with %s in the file', (_, content, fault) => {
    const secrets = new Secrets(repo(content).folder);
    expect(() => secrets.plain({ age: 'secrets/ops.age', identity: 'key.txt' })).toThrow(
      `The secret age secrets/ops.age is no password: ${fault}.`,
    );
  });

  test('with a key that every account can read', async () => {
    const site = repo();
    chmodSync(site.path('key.txt'), 0o644);
    expect(await build(site)).not.toContain('Every account');
    // Nobody else gets into the folder of a test; this one is for all.
    const open = mkdtempSync('/tmp/bootbook-open-');
    onTestFinished(() => rmSync(open, { recursive: true }));
    chmodSync(open, 0o755);
    const key = join(open, 'key.txt');
    ran(site, '', 'cp', 'key.txt', key);
    chmodSync(key, 0o644);
    const text = readFileSync(site.path('content/inventory/site.yaml'), 'utf8');
    site.write(
      'content/inventory/site.yaml',
      text.replace('identity: key.txt', `identity: ${key}`),
    );
    expect(await build(site)).toContain(
      `Every account of this machine can read ${key}, which gives a secret away: chmod o= ${key}\n`,
    );
    chmodSync(key, 0o640);
    expect(await build(site)).not.toContain('Every account');
  });
});

describe.skipIf(!needs('pass', 'gpg', 'gpgconf', 'openssl'))('pass', () => {
  /** A repo, a key of GnuPG without a passphrase or with one, and a store of pass with one entry. */
  function repo(place: string, passphrase = ''): Scenario {
    const site = secretRepo(place);
    const home = site.path('gnupg');
    Object.assign(site.env, { GNUPGHOME: home, PASSWORD_STORE_DIR: site.path('store') });
    mkdirSync(home, { mode: 0o700 });
    // The pinentry of a desktop would open a window.
    site.write('gnupg/gpg-agent.conf', 'pinentry-program /usr/bin/pinentry-curses\n');
    onTestFinished(() => forget(site));
    const options = ['--batch', '--quiet', '--pinentry-mode', 'loopback'];
    const key = ['--quick-generate-key', 'ops@example.net', 'future-default', 'default', 'never'];
    ran(site, passphrase, 'gpg', ...options, '--passphrase-fd', '0', ...key);
    ran(site, '', 'pass', 'init', 'ops@example.net');
    const entry = `${PASSWORD}\nuser: ops\n`;
    ran(site, entry, 'pass', 'insert', '--multiline', 'site/ops');
    forget(site);
    return site;
  }

  /** Ends gpg-agent, and with it what it remembers. */
  function forget(site: Scenario): void {
    ran(site, '', 'gpgconf', '--kill', 'all');
  }

  test('gives the first line of an entry', async () => {
    const site = repo('{ pass: site/ops }');
    await build(site);
    expectHash(site);
  });

  test('without the entry', async () => {
    const site = repo('{ pass: site/none }');
    expect(await build(site)).toBe(
      `bootbook: pass did not give the secret pass site/none: Error: site/none is not in the password store.\n  do  Try it by hand: pass show -- site/none. ${NOBODY}\n`,
    );
  });

  test.each(['site', 'site/'])('shows a folder, which is no password: %s', async (folder) => {
    const site = repo(`{ pass: ${folder} }`);
    expect(ran(site, '', 'pass', 'show', folder).toString()).toMatch(/^site\n.*ops/);
    expect(await build(site)).toBe(
      `bootbook: ${folder} is a folder of the password store, not an entry.\n  do  Look with: pass ls ${folder}\n`,
    );
  });

  test('with another key', async () => {
    const site = repo('{ pass: site/ops }');
    const home = site.path('other');
    mkdirSync(home, { mode: 0o700 });
    site.env['GNUPGHOME'] = home;
    onTestFinished(() => forget(site));
    expect(await build(site)).toContain(
      'bootbook: pass did not give the secret pass site/ops: gpg: decryption failed: No secret key\n',
    );
  });

  test('with a key that has a passphrase fails where nobody can answer', async () => {
    const site = repo('{ pass: site/ops }', 'opened by nobody');
    const seen = await build(site);
    expect(seen).toMatch(/^bootbook: pass did not give the secret pass site\/ops: .*gpg: .*fail/);
    expect(seen).toContain(NOBODY);
  });
});

describe.skipIf(!needs('ansible-vault', 'openssl'))('ansible-vault', () => {
  function repo(key: string, content: string): Scenario {
    const site = secretRepo(`{ vault: secrets/site.yml, key: ${key} }`, {
      'secrets/site.yml': content,
      'vault-key': 'key of the vault\n',
      'other-key': 'another key\n',
    });
    site.env['ANSIBLE_VAULT_PASSWORD_FILE'] = site.path('vault-key');
    ran(site, '', 'ansible-vault', 'encrypt', 'secrets/site.yml');
    expect(readFileSync(site.path('secrets/site.yml'), 'utf8')).toMatch(/^\$ANSIBLE_VAULT;/);
    return site;
  }
  const CONTENT = `users: { ops: ${JSON.stringify(PASSWORD)}, pin: 1234 }\n`;

  test('gives the secret', async () => {
    const site = repo('users.ops', CONTENT);
    await build(site);
    expectHash(site);
  });

  test('with another key', async () => {
    const site = repo('users.ops', CONTENT);
    site.env['ANSIBLE_VAULT_PASSWORD_FILE'] = site.path('other-key');
    expect(await build(site)).toMatch(
      /^bootbook: ansible-vault did not give the secret ansible-vault secrets\/site\.yml users\.ops: .*ERROR! Decryption failed/,
    );
  });

  test('that would ask for its password fails where nobody can answer', async () => {
    const site = repo('users.ops', CONTENT);
    delete site.env['ANSIBLE_VAULT_PASSWORD_FILE'];
    const seen = await build(site);
    expect(seen).toMatch(/^bootbook: ansible-vault did not give .*ERROR! /);
    expect(seen).toContain(NOBODY);
  });

  test.each([
    ['users.none', CONTENT, 'secrets/site.yml has no text at users.none.'],
    ['users', CONTENT, 'secrets/site.yml has no text at users.'],
    ['users.pin', CONTENT, 'secrets/site.yml has no text at users.pin, but a number.'],
    [
      'ops',
      `ops: [${PASSWORD}\n`,
      'What secrets/site.yml holds is no YAML: line 2 cannot be read (BAD_INDENT).',
    ],
  ])('with nothing to be had at %s', (key, content, says) => {
    const site = repo(key, content);
    vi.stubEnv('ANSIBLE_VAULT_PASSWORD_FILE', site.path('vault-key'));
    const secrets = new Secrets(site.folder);
    expect(() => secrets.plain({ vault: 'secrets/site.yml', key })).toThrow(says);
  });

  test('does not have its content told by the reader of YAML', async () => {
    const site = repo('ops', `ops: !unknown ${JSON.stringify(PASSWORD)}\n`);
    await build(site);
    expectHash(site);
  });
});

/*
 * sops is not in Debian, so what stands here for it only does what its source says: it writes a text as it is, and ends with 128 and
 * this report where no key fits. https://github.com/getsops/sops/blob/v3.9.4/usererrors.go and cmd/sops/codes/codes.go there
 */
describe.skipIf(!needs('openssl'))('a stand-in for sops', () => {
  function repo(script: string): Scenario {
    const site = secretRepo('{ sops: secrets/site.yaml, key: users.ops }', {
      'secrets/site.yaml': 'users: { ops: ENC[] }\nsops: { version: 3.9.4 }\n',
      'bin/sops': `#!/bin/sh\nprintf '%s\\n' "$@" >asked\n${script}\n`,
    });
    chmodSync(site.path('bin/sops'), 0o755);
    site.env['PATH'] = `${site.path('bin')}${delimiter}${process.env['PATH']}`;
    return site;
  }

  test('is asked for the key, and gives the secret', async () => {
    const site = repo(`printf '%s' '${PASSWORD}'`);
    await build(site);
    expectHash(site);
    expect(readFileSync(site.path('asked'), 'utf8')).toBe(
      `--decrypt\n--extract\n["users"]["ops"]\n${site.path('secrets/site.yaml')}\n`,
    );
  });

  test('has its whole report told, and the command as a shell takes it', async () => {
    const site = repo(
      `cat >&2 <<'END'
Failed to get the data key required to decrypt the SOPS file.

Group 0: FAILED
  age1example: FAILED
    - | failed to load age identities

Recovery failed because no master key was able to decrypt the file. In
order for SOPS to recover the file, at least one key has to be successful,
but none were.
END
exit 128`,
    );
    expect(await build(site)).toBe(
      `bootbook: sops did not give the secret sops secrets/site.yaml users.ops: Failed to get the data key required to decrypt the SOPS file. Group 0: FAILED age1example: FAILED - | failed to load age identities Recovery failed because no master key was able to decrypt the file. In order for SOPS to recover the file, at least one key has to be successful, but none were.\n  do  Try it by hand: sops --decrypt --extract '["users"]["ops"]' /repo/secrets/site.yaml. ${NOBODY}\n`,
    );
  });

  test('is not even given a file that nobody has encrypted', async () => {
    const site = repo('exit 1');
    site.write('secrets/site.yaml', `users: { ops: ${PASSWORD} }\n`);
    expect(await build(site)).toContain('secrets/site.yaml is no file that sops has encrypted.');
    expect(existsSync(site.path('asked'))).toBe(false);
  });
});

test('a program that never answers is given up', () => {
  const site = secretRepo('{ pass: site/ops }', { 'bin/pass': '#!/bin/sh\nexec sleep 1000\n' });
  chmodSync(site.path('bin/pass'), 0o755);
  vi.stubEnv('PATH', `${site.path('bin')}${delimiter}${process.env['PATH']}`);
  const secrets = new Secrets(site.folder, { terminal: false, patience: 100 });
  expect(() => secrets.plain({ pass: 'site/ops' })).toThrow(
    'pass was asked for the secret pass site/ops, and had not answered after 0.1 s.',
  );
});
