import { describe, expect, test } from 'vitest';
import { artifactText } from '../../../generators/artifact.ts';
import { nginx } from '../../../generators/formats/nginx.ts';
import { problemText } from '../../../generators/inventory/problem.ts';
import { changed, plan, read, smallSite } from '../../support/small-site.ts';

/** The small site, whose installer gets a password for its first user, and whose web01 is armed. */
const withSecret = changed(
  '    destructive: true\n',
  '    destructive: true\n    preseed: content/preseed/debian-12.cfg\n    userPassword: { secret: { env: OPS_PASSWORD } }\n',
);
const armed = changed(
  '  web01:\n    model: old\n',
  "  web01:\n    model: old\n    profile: install\n    armedUntil: '2026-11-22T18:00:00Z'\n",
  withSecret,
);

function codesOf(text: string): string[] {
  return read(text).problems.map(({ code }) => code);
}

describe('what looks like a secret', () => {
  test.each([
    ['a password hash', '$6$rounds=5000$usesomesillystri$D4IrlXatmP7rx3P3InaxBeoomnAihCKRVQAr'],
    [
      'a password hash',
      '$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7',
    ],
    ['a password hash', '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW'],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
    ['a private key of age', `AGE-SECRET-KEY-1${'Q'.repeat(20)}`],
    ['a token', `ghp_${'a1'.repeat(18)}`],
    ['a token', `glpat-${'x9'.repeat(10)}`],
    ['a token', `AKIA${'A7'.repeat(8)}`],
  ])('is refused, and shown nowhere: %s', (what, value) => {
    const { problems, inventory } = read(
      changed('    name: Two', `    name: ${JSON.stringify(value)}`),
    );
    expect(inventory).toBeUndefined();
    const problem = problems.find(({ code }) => code === 'looks-like-secret')!;
    expect(problem.message).toBe(
      `This looks like ${what}, and everybody who reads the inventory would have it.`,
    );
    expect(problem.position.line).toBe(
      smallSite.split('\n').findIndex((line) => line.includes('name: Two')) + 1,
    );
    expect(problems.map(problemText).join('\n')).not.toContain(value.slice(-12));
  });

  test.each(['costs $5 or $6 a month', 'ssh-ed25519 AAAAC3NzaC1lZDI1', 'console=ttyS0', 'x$y$z'])(
    'and what only has a dollar or a key in it is none: %s',
    (value) => {
      expect(codesOf(changed('    name: Two', `    name: ${JSON.stringify(value)}`))).toEqual([]);
    },
  );
});

describe('a reference to a secret', () => {
  test.each([
    '{ env: OPS_PASSWORD }',
    '{ file: ~/.config/site/ops }',
    '{ age: secrets/ops.age, identity: ~/.config/age/key.txt }',
    '{ sops: secrets/site.yaml, key: users.ops }',
    '{ vault: secrets/site.yml, key: users.ops }',
    '{ pass: site/ops }',
  ])('may be %s', (place) => {
    expect(codesOf(changed('{ env: OPS_PASSWORD }', place, withSecret))).toEqual([]);
  });

  test.each(['hunter2', '{ env: "not a name" }', '{ env: A, file: b }', '{ pass: --help }', '{}'])(
    'may not be %s',
    (place) => {
      expect(codesOf(changed('{ env: OPS_PASSWORD }', place, withSecret))).not.toEqual([]);
    },
  );

  test('needs a profile that is armed, and answers that it goes into', () => {
    expect(codesOf(changed('    destructive: true\n', '', withSecret))).toEqual([
      'secret-for-everybody',
    ]);
    expect(
      codesOf(changed('    preseed: content/preseed/debian-12.cfg\n', '', withSecret)),
    ).toEqual(['secret-without-answers']);
  });

  test('needs a host with an address that it is kept for', () => {
    const { problems } = plan(changed(', address: 10.1.0.11', '', armed));
    expect(problems.map(({ code }) => code)).toEqual(['secret-without-address']);
  });
});

describe('answers with a secret', () => {
  test('lie where nginx alone finds them, for the armed host', () => {
    const { plans } = plan(armed);
    const file = plans[0]!.payload.find(({ secret }) => secret !== undefined);
    expect(file).toMatchObject({
      path: 'srv/private/preseed/install.cfg',
      source: { path: 'content/preseed/debian-12.cfg' },
      secret: { question: 'passwd/user-password-crypted', place: { env: 'OPS_PASSWORD' } },
    });
    expect(plans[0]!.payload.map(({ path }) => path)).not.toContain('srv/tftp/preseed/install.cfg');
    const text = [...nginx.emit(plans[0]!)].map(artifactText).join('');
    expect(text).toContain(
      [
        '    location = /preseed/install.cfg {',
        '        alias /srv/private/preseed/install.cfg;',
        '        default_type text/plain;',
        '        add_header Cache-Control no-store;',
        '        allow 10.1.0.11;',
        '        deny all;',
        '    }',
        '}',
      ].join('\n'),
    );
  });

  test('are not there when nobody is armed, and the config of nginx is what it is without them', () => {
    const unarmed = plan(withSecret).plans[0]!;
    expect(unarmed.payload.filter(({ path }) => path.includes('preseed'))).toEqual([]);
    expect([...nginx.emit(unarmed)].map(artifactText)).toEqual(
      [...nginx.emit(plan(smallSite).plans[0]!)].map(artifactText),
    );
  });
});
