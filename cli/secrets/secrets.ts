import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { SecretPlace } from '../../generators/inventory/schema.ts';
import { secretPlaceText } from '../../generators/secret-place.ts';
import { asMistake, Mistake } from '../mistake.ts';
import type { SecretGiver } from './giver.ts';

/**
 * A hash as crypt(5) writes it. What is kept as one is taken as it is: then the same site gives the same bundle.
 * https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html
 */
const HASH = /^\$(?:y|gy|7|6|5)\$[./A-Za-z0-9$=,]+$/;

/**
 * Asks for secrets where they are kept, by the tools that keep them, and makes hashes of them. Each is asked for once. A secret is
 * never an argument of a program, where everybody on the machine could read it, and never part of a message.
 */
export class Secrets implements SecretGiver {
  private readonly root: string;
  private readonly hashes = new Map<string, string>();
  private readonly asked = new Map<string, string>();

  /** @param root absolute path of the folder that relative paths start from */
  constructor(root: string) {
    this.root = root;
  }

  hash(place: SecretPlace): string {
    const key = JSON.stringify(place);
    let hash = this.hashes.get(key);
    if (hash === undefined) this.hashes.set(key, (hash = hashed(this.plain(place))));
    return hash;
  }

  plain(place: SecretPlace): string {
    const key = JSON.stringify(place);
    let value = this.asked.get(key);
    if (value === undefined) this.asked.set(key, (value = oneLine(this.ask(place), place)));
    return value;
  }

  /** What is kept there, without the newline at its end. */
  private ask(place: SecretPlace): string {
    if ('env' in place) return fromEnvironment(place.env);
    if ('file' in place) return this.fromFile(place.file);
    if ('age' in place)
      return this.run(place, 'age', '--decrypt', '-i', this.at(place.identity), this.at(place.age));
    if ('pass' in place) return this.run(place, 'pass', 'show', place.pass).split('\n')[0]!;
    if ('sops' in place) {
      const path = place.key.split('.').map((key) => `[${JSON.stringify(key)}]`);
      return this.run(place, 'sops', '--decrypt', '--extract', path.join(''), this.at(place.sops));
    }
    return member(this.run(place, 'ansible-vault', 'view', this.at(place.vault)), place);
  }

  private at(path: string): string {
    return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(this.root, path);
  }

  private fromFile(path: string): string {
    try {
      return readFileSync(this.at(path), 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      throw asMistake(error, path) ?? error;
    }
  }

  private run(place: SecretPlace, program: string, ...args: readonly string[]): string {
    const { status, stdout, stderr, error } = spawnSync(program, args, {
      cwd: this.root,
      encoding: 'utf8',
      // A tool may ask for a passphrase at the terminal.
      stdio: ['inherit', 'pipe', 'pipe'],
      env: { ...process.env, PAGER: 'cat' },
    });
    if (error !== undefined)
      throw new Mistake(
        `The secret ${secretPlaceText(place)} needs ${program}, which is not on this machine.`,
        `Install it, or keep the secret elsewhere.`,
      );
    if (status !== 0)
      throw new Mistake(
        `${program} did not give the secret ${secretPlaceText(place)}: ${stderr.trim().split('\n').at(-1) ?? ''}`,
        `Try it by hand: ${[program, ...args].join(' ')}`,
      );
    return stdout.replace(/\r?\n$/, '');
  }
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== '') return value;
  throw new Mistake(
    `The environment variable ${name} is not set, and a profile's secret is kept there.`,
    `Set it for this one command, or build while no host is armed for that profile.`,
  );
}

/** A member of a YAML text that ansible-vault has opened. */
function member(text: string, place: Extract<SecretPlace, { vault: string }>): string {
  let value: unknown = parse(text);
  for (const key of place.key.split('.'))
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined;
  if (typeof value === 'string') return value;
  throw new Mistake(
    `${place.vault} has no text at ${place.key}.`,
    `Look with: ansible-vault view ${place.vault}`,
  );
}

/** crypt(3) ends at the first NUL, and a line of answers at the first newline. */
function oneLine(secret: string, place: SecretPlace): string {
  if (secret !== '' && !/\p{Cc}/u.test(secret)) return secret;
  throw new Mistake(
    `The secret ${secretPlaceText(place)} is no password: it is empty, or holds control characters.`,
    'Keep one line of text there.',
  );
}

/**
 * The SHA-512 hash of a password, with a salt of its own. yescrypt would be stronger, but installers of older systems do not know
 * it, and SHA-512 is known to every one of them; openssl is wherever apt is.
 */
function hashed(password: string): string {
  if (HASH.test(password)) return password;
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
