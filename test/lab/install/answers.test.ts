import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerTo, mirrorAnswers } from '../../../lab/install/answers.ts';
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

  test('is asked for root, and for a user by name, where nothing is answered', () => {
    const { asked, login } = personFor('');
    expect(asked.map(({ sees }) => sees)).toEqual([
      'Root password:',
      'Re-enter password to verify:',
      'Full name for the new user:',
      'Username for your account:',
      'Choose a password for the new user:',
      'Re-enter password to verify:',
    ]);
    expect(login?.name).toBe('lab');
  });
});
