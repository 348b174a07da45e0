import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { COLLECTIONS } from '../bundle/collection.ts';
import { Mistake } from '../mistake.ts';
import { oneLine } from '../terminal.ts';

/** A boot server's disk, and whatever runs there. */
export interface Target {
  /** As the person named it. */
  readonly name: string;
  /** Where its root lies, there. */
  readonly root: string;
  /** How ssh reaches it; undefined if it is a folder of this machine. */
  readonly ssh: { readonly destination: string; readonly port: string | undefined } | undefined;
}

/** How the servers of a target are made to read their configs: `systemd`, `none`, or a command of the target's shell. */
export type Restart = string;

const DESTINATION =
  /^ssh:\/\/((?:[A-Za-z0-9_.-]+@)?(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]))(?::(\d+))?(\/.*)?$/;

/**
 * Reads `ssh://root@boot1`, `ssh://root@boot1:2222/mnt`, or the path of a folder.
 * @throws Mistake if it is an address of another kind
 */
export function targetOf(name: string): Target {
  if (!/^[a-z]+:\/\//.test(name)) return { name, root: resolve(name), ssh: undefined };
  const [, destination, port, root] = DESTINATION.exec(name) ?? [];
  // A destination that begins with a dash would be an option to ssh.
  if (destination === undefined || destination.startsWith('-')) {
    throw new Mistake(
      `${name} is no place for a release.`,
      'Name a folder, or ssh://root@boot1, ssh://root@boot1:2222.',
    );
  }
  return { name, root: root ?? '/', ssh: { destination: destination.replace(/[[\]]/g, ''), port } };
}

/** Where the other side's half lies: in the role that installs it, since a boot server disarms its hosts by it as well. */
export const FAR_SCRIPT = join(
  COLLECTIONS,
  'ansible_collections/bootbook/pxe/roles/boot_server/files/bootbook-release',
);

const script = readFileSync(FAR_SCRIPT, 'utf8');

/** A connection that gives no sign of life for this long is taken for dead: three times five seconds. */
const SSH = [
  ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10'],
  ...['-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'],
];

/** What a command on the other side came to. */
export interface Ran {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The other side of a release: bootbook-release, which is sent along with each command. */
export class Far {
  readonly target: Target;
  readonly #program: string;

  /** @param program what stands for ssh */
  constructor(target: Target, program: string = 'ssh') {
    this.target = target;
    this.#program = program;
  }

  /** Runs a verb of bootbook-release; what it reads, if anything, comes from a stream. */
  run(verb: string, args: readonly string[] = [], input?: Readable | Buffer): Promise<Ran> {
    const { root, ssh } = this.target;
    const words = ['sh', '-c', script, 'bootbook', root, verb, ...args];
    const [program, ...rest] =
      ssh === undefined
        ? words
        : [
            this.#program,
            ...SSH,
            ...(ssh.port === undefined ? [] : ['-p', ssh.port]),
            ...['--', ssh.destination, words.map(quoted).join(' ')],
          ];
    return new Promise((done, failed) => {
      // In a session of its own, as by ssh: what has begun there ends there, whatever happens to this process.
      const child = spawn(program!, rest, { detached: true });
      const out: Buffer[] = [];
      let stderr = '';
      child.stdout.on('data', (piece: Buffer) => out.push(piece));
      child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr += piece));
      child.on('error', failed);
      child.on('close', (code) => {
        // Whoever writes into it would wait for ever for somebody to read.
        if (input !== undefined && !Buffer.isBuffer(input)) input.destroy();
        done({ status: code ?? 1, stdout: Buffer.concat(out), stderr });
      });
      // It may end before it has read everything.
      child.stdin.on('error', () => undefined);
      if (input === undefined || Buffer.isBuffer(input)) child.stdin.end(input);
      else input.pipe(child.stdin);
    });
  }

  /**
   * The same, for what has to succeed.
   * @param what what could not be done: `boot1 could not take the files`
   * @throws Mistake with the other side's last words
   */
  async must(
    what: string,
    verb: string,
    args: readonly string[] = [],
    input?: Readable | Buffer,
  ): Promise<Buffer> {
    const ran = await this.run(verb, args, input);
    if (ran.status === 0) return ran.stdout;
    throw this.mistake(what, ran);
  }

  /** A command that failed, in words. */
  mistake(what: string, ran: Ran): Mistake {
    return new Mistake(`${what}: ${lastWords(ran)}`, adviceFor(ran, this.target));
  }
}

function lastWords({ stderr, status }: Ran): string {
  const words = oneLine(stderr.trim().split('\n').slice(-4).join('\n'));
  return words === '' ? `it ended with status ${status}.` : words;
}

/** ssh itself ends with 255: ssh(1), on exit status. */
function adviceFor({ status, stderr }: Ran, { ssh }: Target): string {
  if (ssh !== undefined && status === 255)
    return `Try it by hand: ssh ${ssh.destination} true. What serves now is what served before.`;
  if (/No space left|Disk quota/.test(stderr))
    return 'Make room on that disk. What serves now is what served before.';
  return 'What serves now is what served before. Mend it and say it again.';
}

/** A word as every POSIX shell takes it for what it is. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The releases of a target. */
export interface Releases {
  /** The one that serves; undefined before the first. */
  readonly current: string | undefined;
  /** The one on trial, and the one that comes back if nobody confirms it. */
  readonly trial: { readonly name: string; readonly before: string } | undefined;
  /** All of them, the oldest first. */
  readonly names: readonly string[];
  /** Whether a timer there ends armings when their time is over. */
  readonly expires: boolean;
}

/** What lies on a target before the first release of ours. */
export const BEFORE = 'before-bootbook';

/** @throws Mistake if the target cannot be reached */
export async function releasesOf(far: Far): Promise<Releases> {
  const text = await far.must(`${far.target.name} does not say what it has`, 'state');
  let current: string | undefined;
  let trial: Releases['trial'];
  const names: string[] = [];
  let expires = false;
  for (const line of text.toString().split('\n')) {
    const [kind, name, before] = line.split(' ');
    if (kind === 'current') current = name;
    else if (kind === 'pending') trial = { name: name!, before: before! };
    else if (kind === 'release') names.push(name!);
    else if (kind === 'expires') expires = true;
  }
  // Names begin with their time, so their order is that of their making.
  names.sort((a, b) => (a === BEFORE ? -1 : b === BEFORE ? 1 : a < b ? -1 : 1));
  return { current, trial, names, expires };
}
