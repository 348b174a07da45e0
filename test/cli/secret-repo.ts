import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { expect } from 'vitest';
import { changed } from '../support/small-site.ts';
import { Scenario } from './scenario.ts';

export const PASSWORD = 'correct horse 7 battery';
/** Where the answers come to lie. */
export const ANSWERS = 'bundle/boot1/srv/private/preseed/install.cfg';
/** A time at which the host is armed. */
export const ARMED = '2026-11-22T12:00:00Z';

/** The small site, whose web01 is armed for an installation with a password that is kept at a place. */
export function secretRepo(
  place: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Scenario {
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

/** The hash in the answers, which openssl has to make again of the password and the salt. */
export function expectHash(site: Scenario): void {
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
