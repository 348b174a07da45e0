import { spawnSync } from 'node:child_process';
import type { SecretPlace } from '../../generators/inventory/schema.ts';
import { secretPlaceText } from '../../generators/secret-place.ts';
import { Mistake } from '../mistake.ts';

/**
 * A hash as crypt(5) writes it. What is kept as one is taken as it is: then the same site gives the same bundle.
 * https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html
 */
const HASH = /^\$(?:y|gy|7|6|5)\$[./A-Za-z0-9$=,]+$/;

/**
 * Bytes of a password that `openssl passwd` reads; it leaves out what comes behind them, and says nothing: `pw_maxlen` in
 * https://github.com/openssl/openssl/blob/0223dfcf1e4d4d6f0a9a671ce570c6a1c057fe93/apps/passwd.c
 */
const LONGEST = 256;

/**
 * The SHA-512 hash of a password, with a salt of its own. yescrypt would be stronger, but installers of older systems do not know
 * it, and SHA-512 is known to every one of them; openssl is wherever apt is.
 * @param place where the password is kept, for messages
 * @throws Mistake if the password is too long, or openssl is not there
 */
export function hashed(password: string, place: SecretPlace): string {
  if (HASH.test(password)) return password;
  if (Buffer.byteLength(password) > LONGEST)
    throw new Mistake(
      `The secret ${secretPlaceText(place)} is too long for a password: it has more than ${LONGEST} bytes, and openssl would leave out the rest.`,
      'Choose a shorter one, or keep its hash there instead: mkpasswd --method=yescrypt',
    );
  const { status, stdout, error } = spawnSync('openssl', ['passwd', '-6', '-stdin'], {
    input: `${password}\n`,
    encoding: 'utf8',
  });
  const hash = (stdout ?? '').trim();
  if (error === undefined && status === 0 && HASH.test(hash)) return hash;
  throw new Mistake(
    'The hash of a password could not be made: openssl is not on this machine, or failed.',
    'Install the package openssl.',
  );
}
