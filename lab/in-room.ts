import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Job, LabEvent } from './job.ts';
import { entrance } from './namespace.ts';
import { folders } from './tools.ts';
import { Unable } from './unable.ts';

/** The advice where the lab itself has failed. */
export const BROKEN = 'This is no fault of the host. If it happens again, it is one of the lab.';

/**
 * Opens a room, gives it a job and hands on what happens in it, until somebody leaves.
 * @throws Unable if the room ends by itself
 */
export async function inRoom(
  job: Job,
  see: (event: LabEvent, leave: () => void) => void,
): Promise<void> {
  const [program, ...args] = entrance();
  const inside = fileURLToPath(new URL('inside.ts', import.meta.url));
  const room = spawn(program, [...args, process.execPath, inside], {
    stdio: 'pipe',
    env: { ...process.env, PATH: folders.join(delimiter) },
  });
  // The inner half ends with its standard input: when we close it, and also when we are killed.
  let left = false;
  const leave = (): void => {
    left = true;
    room.stdin.end();
  };
  let complaint = '';
  let failure: Error | undefined;
  room.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  room.stdin.on('error', () => undefined);
  room.stdin.write(`${JSON.stringify(job)}\n`);
  createInterface({ input: room.stdout }).on('line', (line) => {
    if (left) return;
    try {
      see(JSON.parse(line) as LabEvent, leave);
    } catch (error) {
      failure = error as Error;
      leave();
    }
  });
  await new Promise((closed) => room.on('close', closed).on('error', closed));
  if (failure !== undefined) throw failure;
  if (!left) throw new Unable(`The lab has ended by itself. ${complaint.trim()}`, BROKEN);
}
