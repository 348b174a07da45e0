/*
 * The inner half of the lab: the first process of a room that boot.ts has opened with unshare(1). It furnishes the room,
 * starts wire, servers and machine, and reports what happens. It ends with its standard input, and the kernel ends
 * everything else with it.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { acceleratorArguments, measure, type Accelerator } from './accel.ts';
import { follow } from './follow.ts';
import type { Job, LabEvent } from './job.ts';
import type { Machine } from './machine.ts';
import { CONSOLES, GUEST } from './places.ts';
import { furnish } from './room.ts';
import {
  dnsmasq,
  neighbourServer,
  nginx,
  nginxConf,
  NGINX_LOGS,
  SERVER_FOLDERS,
  type ServerProcess,
} from './servers.ts';
import { wireCommands } from './wire.ts';

let powerOn: number | undefined;

const input = createInterface({ input: process.stdin });
input.once('line', (line) => {
  run(JSON.parse(line) as Job).catch(fail);
});
input.on('close', () => process.exit());

async function run(job: Job): Promise<void> {
  furnish(job.bundle);
  for (const folder of [...SERVER_FOLDERS, CONSOLES]) mkdirSync(folder, { recursive: true });
  for (const command of wireCommands(job.wire)) {
    const [program, ...args] = command.split(' ');
    execFileSync(program!, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  }
  for (const neighbour of job.wire.neighbours) serve(neighbourServer(neighbour));
  serve(dnsmasq);
  writeFileSync('/etc/nginx/nginx.conf', nginxConf);
  const nginxLogs = new Map<string, (text: string) => void>();
  follow(NGINX_LOGS, (file, text) => {
    let take = nginxLogs.get(file);
    if (take === undefined) nginxLogs.set(file, (take = lines((line) => log('nginx', line))));
    take(text);
  });
  serve(nginx);
  start(job.machine, await accelerate(job.accelerators));
}

interface Speed {
  readonly accelerator: Accelerator;
  /** Seconds. */
  readonly counting: number;
}

/** The first accelerator that gets the trivial guest to its end, and how fast. */
async function accelerate(accelerators: readonly Accelerator[]): Promise<Speed> {
  for (const accelerator of accelerators) {
    const counting = await measure(accelerator, GUEST);
    if (counting !== undefined) return { accelerator, counting };
  }
  throw new Error('QEMU does not run here: a trivial guest did not get to its end.');
}

function start(machine: Machine, speed: Speed): void {
  for (const file of machine.files) {
    const to = join(GUEST, file.to);
    mkdirSync(dirname(to), { recursive: true });
    if ('from' in file) copyFileSync(join('/srv/tftp', file.from), to);
    else writeFileSync(to, Buffer.from(file.base64, 'base64'));
  }
  follow(CONSOLES, (port, text) => report({ kind: 'console', at: now(), port, text }));
  const guest = spawn(
    machine.program,
    [...acceleratorArguments(speed.accelerator), ...machine.args],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TMPDIR: '/var/tmp' },
    },
  );
  powerOn = performance.now();
  report({ kind: 'power-on', ...speed });
  const complaint = collect(guest);
  guest.on('error', fail);
  guest.on('exit', (code) => {
    if (code === 0) report({ kind: 'power-off', at: now() });
    else fail(new Error(`${machine.program} ended with status ${code}: ${complaint()}`));
  });
}

/** Starts a server and reports its log. A server that ends, ends the boot. */
function serve({ name, program, args }: ServerProcess): void {
  const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const complaint = collect(server);
  server.stderr.on(
    'data',
    lines((line) => log(name, line)),
  );
  server.on('error', fail);
  server.on('exit', (code) => fail(new Error(`${name} ended with status ${code}: ${complaint()}`)));
}

/** Remembers the end of what a process writes to its standard error. */
function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr!.setEncoding('utf8').on('data', (piece: string) => {
    text = (text + piece).slice(-1000);
  });
  return () => text.trim().split('\n').slice(-3).join(' / ');
}

/** Cuts pieces of text into lines. */
function lines(take: (line: string) => void): (piece: string) => void {
  let rest = '';
  return (piece) => {
    const parts = (rest + piece).split('\n');
    rest = parts.pop()!;
    for (const part of parts) take(part);
  };
}

function log(from: string, line: string): void {
  report({ kind: 'log', at: now(), from, line });
}

function now(): number {
  return powerOn === undefined ? 0 : (performance.now() - powerOn) / 1000;
}

function report(event: LabEvent): void {
  process.stdout.write(JSON.stringify(event) + '\n');
}

function fail(error: Error & { stderr?: Buffer }): void {
  const detail = error.stderr?.toString().trim();
  const message = detail ? `${error.message.split('\n', 1)[0]}: ${detail}` : error.message;
  process.stdout.write(JSON.stringify({ kind: 'failed', message } satisfies LabEvent) + '\n', () =>
    process.exit(1),
  );
}
