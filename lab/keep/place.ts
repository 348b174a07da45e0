import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unable } from '../unable.ts';

/*
 * Where kept labs can be found: a socket each, in a folder that nobody else may enter, since whoever can write to a socket
 * can run programs as its owner.
 */

const ENDING = '.sock';

/** Names of labs are short: the path of a socket has at most 107 characters (unix(7)). */
export const LAB_NAME = /^[a-z0-9][a-z0-9-]{0,30}$/;

/** The folder of the sockets, made if it is not there. */
export function labFolder(): string {
  const runtime = process.env['XDG_RUNTIME_DIR'];
  const uid = process.getuid?.() ?? 0;
  const folder = runtime ? join(runtime, 'bootbook-lab') : join(tmpdir(), `bootbook-lab-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const status = statSync(folder);
  if (status.uid !== uid || (status.mode & 0o077) !== 0)
    throw new Unable(
      `${folder} is not a folder that only you may enter, and labs are controlled there.`,
      'Remove it, or name another one with XDG_RUNTIME_DIR.',
    );
  return folder;
}

/** The socket of a lab. */
export function labSocket(name: string): string {
  const path = join(labFolder(), `${name}${ENDING}`);
  if (Buffer.byteLength(path) > 107)
    throw new Unable(`${path} is too long for a socket.`, 'Set XDG_RUNTIME_DIR to a shorter path.');
  return path;
}

/** The names of all labs that have a socket, whether they live or not. */
export function labNames(): string[] {
  return readdirSync(labFolder())
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort();
}
