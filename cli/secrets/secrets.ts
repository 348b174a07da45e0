import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { SecretPlace } from '../../generators/inventory/schema.ts';
import { secretPlaceText } from '../../generators/secret-place.ts';
import { asMistake, Mistake } from '../mistake.ts';
import { isExposed } from './exposed.ts';
import type { SecretGiver } from './giver.ts';
import { hashed } from './hash.ts';
import { toolOutput } from './tool.ts';

/**
 * How long a tool may take where nobody can answer its questions, in milliseconds: a key service far away needs seconds, and who has to
 * touch a token, or finds a window of gpg's on the desktop, longer.
 */
const PATIENCE = 60_000;

/** How files begin that age has encrypted, as they are and armoured: https://github.com/C2SP/C2SP/blob/main/age.md */
const AGE = /^(?:age-encryption\.org\/|\s*-----BEGIN AGE ENCRYPTED FILE-----)/;

/** A letter that no UTF-8 text was behind, and the mark that some editors put before a text. Nobody types either. */
const NO_LETTER = /^\uFEFF|\uFFFD/u;

/**
 * Asks for secrets where they are kept, by the tools that keep them, and makes hashes of them. Each is asked for once. A secret is
 * never an argument of a program, where everybody on the machine could read it, and never part of a message.
 */
export class Secrets implements SecretGiver {
  private readonly root: string;
  private readonly terminal: boolean;
  private readonly patience: number;
  private readonly hashes = new Map<string, string>();
  private readonly asked = new Map<string, string>();
  private readonly exposed = new Set<string>();

  /**
   * @param root absolute path of the folder that relative paths start from
   * @param how.terminal whether somebody can answer what a tool asks
   * @param how.patience how long a tool may take where nobody can, in milliseconds
   */
  constructor(root: string, { terminal = process.stdin.isTTY, patience = PATIENCE } = {}) {
    this.root = root;
    this.terminal = terminal;
    this.patience = patience;
  }

  hash(place: SecretPlace): string {
    const key = JSON.stringify(place);
    let hash = this.hashes.get(key);
    if (hash === undefined) this.hashes.set(key, (hash = hashed(this.plain(place), place)));
    return hash;
  }

  plain(place: SecretPlace): string {
    const key = JSON.stringify(place);
    let value = this.asked.get(key);
    if (value === undefined) this.asked.set(key, (value = oneLine(this.ask(place), place)));
    return value;
  }

  /** What to say to the person at the keyboard about the files that secrets or their keys were taken from. */
  warnings(): string[] {
    return [...this.exposed].map(
      (path) =>
        `Every account of this machine can read ${path}, which gives a secret away: chmod o= ${path}`,
    );
  }

  /** What is kept there, without the newline at its end. */
  private ask(place: SecretPlace): string {
    if ('env' in place) return fromEnvironment(place.env);
    if ('file' in place) {
      this.lookAt(place.file);
      return ended(this.read(place.file));
    }
    if ('age' in place) {
      // age's own message about another file has the first line of it.
      if (!AGE.test(this.read(place.age))) throw notEncrypted(place.age, 'age');
      this.lookAt(place.identity);
      return ended(
        this.run(place, 'age', '--decrypt', '-i', this.at(place.identity), this.at(place.age)),
      );
    }
    if ('pass' in place) return entry(this.run(place, 'pass', 'show', '--', place.pass), place);
    if ('sops' in place) {
      // What sops keeps for itself has this name in every format: https://github.com/getsops/sops/blob/v3.9.4/stores/stores.go
      if (!this.read(place.sops).includes('sops')) throw notEncrypted(place.sops, 'sops');
      const path = place.key.split('.').map((key) => `[${JSON.stringify(key)}]`);
      return ended(
        this.run(place, 'sops', '--decrypt', '--extract', path.join(''), this.at(place.sops)),
      );
    }
    return member(this.run(place, 'ansible-vault', 'view', this.at(place.vault)), place);
  }

  private at(path: string): string {
    return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(this.root, path);
  }

  private read(path: string): string {
    try {
      return readFileSync(this.at(path), 'utf8');
    } catch (error) {
      throw asMistake(error, path) ?? error;
    }
  }

  /** Notes who may read a file that is not encrypted. */
  private lookAt(path: string): void {
    if (isExposed(this.at(path))) this.exposed.add(path);
  }

  private run(
    place: SecretPlace,
    ...command: readonly [program: string, ...args: string[]]
  ): string {
    return toolOutput(place, command, {
      cwd: this.root,
      terminal: this.terminal,
      patience: this.patience,
    });
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

/** Without the newline at its end. */
function ended(text: string): string {
  return text.replace(/\r?\n$/, '');
}

/** The first line of an entry of pass. Of a folder of its store, pass shows a tree, and calls that success. */
function entry(text: string, place: Extract<SecretPlace, { pass: string }>): string {
  const line = ended(/^.*\n?/.exec(text)![0]);
  if (line !== place.pass.replace(/\/+$/, '')) return line;
  throw new Mistake(
    `${place.pass} is a folder of the password store, not an entry.`,
    `Look with: pass ls ${place.pass}`,
  );
}

/** A member of a YAML text that ansible-vault has opened. What the YAML library says of it would quote it. */
function member(text: string, place: Extract<SecretPlace, { vault: string }>): string {
  const look = `Look with: ansible-vault view ${place.vault}`;
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined)
    throw new Mistake(
      `What ${place.vault} holds is no YAML: line ${error.linePos?.[0].line ?? 1} cannot be read (${error.code}).`,
      look,
    );
  let value: unknown = document.toJS();
  for (const key of place.key.split('.'))
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number')
    throw new Mistake(
      `${place.vault} has no text at ${place.key}, but a number.`,
      'Put it in quotes there, so that its zeros stay.',
    );
  throw new Mistake(`${place.vault} has no text at ${place.key}.`, look);
}

function notEncrypted(path: string, by: string): Mistake {
  return new Mistake(
    `${path} is no file that ${by} has encrypted.`,
    `Encrypt it. If a secret stands there in the clear and is in the repo, replace it.`,
  );
}

/** crypt(3) ends at the first NUL, and a line of answers at the first newline. */
function oneLine(secret: string, place: SecretPlace): string {
  const fault =
    secret === ''
      ? 'it is empty'
      : /\p{Cc}/u.test(secret)
        ? 'it has more than one line, or holds control characters'
        : NO_LETTER.test(secret)
          ? 'it is not UTF-8 text, or begins with a byte order mark'
          : undefined;
  if (fault === undefined) return secret;
  throw new Mistake(
    `The secret ${secretPlaceText(place)} is no password: ${fault}.`,
    'Keep one line of UTF-8 text there.',
  );
}
