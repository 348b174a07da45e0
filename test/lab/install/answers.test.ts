import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerTo, mirrorAnswers, wantedBy } from '../../../lab/install/answers.ts';
import { personFor } from '../../../lab/install/person.ts';
import { root } from '../site.ts';

const example = readFileSync(join(root, 'content/preseed/debian-12.cfg'), 'utf8');

describe('answers in a preseed file', () => {
  test('are found by their question', () => {
    expect(answerTo(example, 'passwd/username')).toBe('ops');
    expect(answerTo(example, 'mirror/http/proxy')).toBe('');
    expect(answerTo(example, 'passwd/user-password')).toBeUndefined();
  });

  test('the last one counts, comments do not, and lines go on after a backslash', () => {
    const text = 'd-i a/b string one\nd-i a/b string two \\\n  three\n# d-i a/b string four\n';
    expect(answerTo(text, 'a/b')).toBe('two three');
  });

  test('the mirror of the example', () => {
    expect(mirrorAnswers(example)).toEqual({ hostname: 'deb.debian.org', directory: '/debian' });
  });

  test('a mirror that is not named is one that the installer would ask for', () => {
    expect(() => mirrorAnswers('d-i mirror/http/hostname string a.example')).toThrow(
      'does not say where the mirror is',
    );
  });

  test('what is wanted of a mirror: packages, those of tasks, and what the layout needs', () => {
    expect(wantedBy(example)).toEqual({ packages: ['task-ssh-server'], layout: 'regular' });
    const text = `d-i pkgsel/include string curl, unattended-upgrades
tasksel tasksel/first multiselect standard, web-server
d-i partman-auto/method string lvm
`;
    expect(wantedBy(text)).toEqual({
      packages: ['curl', 'unattended-upgrades', 'task-web-server'],
      layout: 'lvm',
    });
  });

  test('no answer becomes an option of apt', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        for (const name of wantedBy(`d-i pkgsel/include string ${value}`).packages)
          expect(name).toMatch(/^[a-z0-9][a-z0-9+.-]+$/);
      }),
    );
  });

  test('no answer becomes a directive', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (host, directory) => {
        const text = `d-i mirror/http/hostname string ${host}\nd-i mirror/http/directory string ${directory}\n`;
        let answers;
        try {
          answers = mirrorAnswers(text);
        } catch {
          return;
        }
        expect(answers.hostname).toMatch(/^[\w.-]+$/);
        expect(answers.directory).toMatch(/^\/[\w.~+/-]+$/);
      }),
    );
  });
});

describe('the person at an installation', () => {
  test('types the password that the example leaves to one, twice, and nothing else', () => {
    const { asked, login } = personFor(example);
    expect(asked.map(({ sees }) => sees)).toEqual([
      'Choose a password for the new user:',
      'Re-enter password to verify:',
    ]);
    expect(login?.name).toBe('ops');
    expect(asked[0]!.types).toBe(`${login!.password}\r`);
  });

  test('types nothing where all is answered, and cannot log in then', () => {
    const text = `${example}\nd-i passwd/user-password-crypted password $6$x$y\n`;
    expect(personFor(text)).toEqual({ asked: [], login: undefined });
  });

  test('can log in by a password that stands for a secret, and types nothing', () => {
    const text = `${example}\nd-i passwd/user-password-crypted password $6$x$y\n`;
    expect(personFor(text, { hash: '$6$x$y', password: 'a b' })).toEqual({
      asked: [],
      login: { name: 'ops', password: 'a b' },
    });
    expect(personFor(text, { hash: '$6$x$z', password: 'a b' }).login).toBeUndefined();
  });

  test('leaves the password of root empty where the answers lock that account', () => {
    const text =
      'd-i passwd/root-login boolean true\nd-i passwd/root-password-crypted password !\n' +
      'd-i passwd/user-fullname string Operations\nd-i passwd/username string ops\n' +
      'd-i passwd/user-password-crypted password !\n';
    expect(personFor(text)).toEqual({
      asked: [
        { sees: "You need to set a password for 'root'", types: '\r' },
        { sees: 'Re-enter password to verify:', types: '\r' },
      ],
      login: undefined,
    });
    expect(personFor(text.replace('crypted password !', 'crypted password *')).asked).toEqual([]);
    expect(personFor(text.replace('boolean true', 'boolean false')).asked).toEqual([]);
  });

  test('is asked for root, and for a user by name, where nothing is answered', () => {
    const { asked, login } = personFor('');
    expect(asked.map(({ sees }) => sees)).toEqual([
      "You need to set a password for 'root'",
      'Re-enter password to verify:',
      'Full name for the new user:',
      'Username for your account:',
      'Choose a password for the new user:',
      'Re-enter password to verify:',
    ]);
    expect(login?.name).toBe('lab');
  });
});
