/*
 * The inner half of the lab: the first process of a room that room.ts has opened with unshare(1). It furnishes the room,
 * starts wire and servers, does what it is told, and reports what happens. It ends with its standard input, and the
 * kernel ends everything else with it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Accelerator } from '../accelerator.ts';
import type { Command, Job, LabEvent } from '../job.ts';
import { LAB } from '../places.ts';
import {
  dnsmasq,
  ganesha,
  neighbourServer,
  nginx,
  nginxConf,
  NGINX_LOGS,
  rpcbind,
  SERVER_FOLDERS,
  type ServerProcess,
} from '../servers.ts';
import { wireCommands } from '../wire.ts';
import { follow } from './follow.ts';
import { furnish, unpackRoot } from './furnish.ts';
import { Guest } from './guest.ts';
import { lines } from './lines.ts';
import { measure } from './measure.ts';
import { Server } from './server.ts';

let readyAt: number | undefined;
let accelerator: Accelerator = 'tcg';
const guests = new Map<string, Guest>();
const servers = new Map<string, Server>();

let prepared: Promise<void> | undefined;
let turn = Promise.resolve();
createInterface({ input: process.stdin })
  .on('line', (line) => {
    // The first line is the job; commands come after it, and are done one after the other.
    if (prepared === undefined) turn = prepared = prepare(JSON.parse(line) as Job).catch(fail);
    else turn = turn.then(() => obey(JSON.parse(line) as Command)).catch(fail);
  })
  .on('close', () => process.exit());

async function prepare(job: Job): Promise<void> {
  furnish(job.bundle);
  for (const folder of [...SERVER_FOLDERS, LAB]) mkdirSync(folder, { recursive: true });
  for (const command of wireCommands(job.wire)) {
    const [program, ...args] = command.split(' ');
    execFileSync(program!, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  }
  writeFileSync('/etc/nginx/nginx.conf', nginxConf);
  const nginxLogs = new Map<string, (text: string) => void>();
  follow(NGINX_LOGS, (file, text) => {
    let take = nginxLogs.get(file);
    if (take === undefined) nginxLogs.set(file, (take = lines((line) => log('nginx', line))));
    take(text);
  });
  const roots = job.roots ?? [];
  roots.forEach(unpackRoot);
  const nfs = roots.length > 0 ? [rpcbind, ganesha] : [];
  const own = job.bootServer ?? [dnsmasq, nginx, ...nfs];
  for (const program of [...job.wire.neighbours.map(neighbourServer), ...own]) serve(program);
  for (const machine of job.machines) {
    guests.set(
      machine.id,
      new Guest(machine, {
        console: (port, text) =>
          report({ kind: 'console', at: now(), machine: machine.id, port, text }),
        off: () => report({ kind: 'power-off', at: now(), machine: machine.id }),
        failed: fail,
      }),
    );
  }
  const speed = await accelerate(job.accelerators);
  accelerator = speed.accelerator;
  readyAt = performance.now();
  report({ kind: 'ready', ...speed });
}

function serve(program: ServerProcess): void {
  const { name, config } = program;
  if (config !== undefined) writeFileSync(config.path, config.text);
  const server = new Server(program, {
    log: (line) => log(name, line),
    ended: (message) => report({ kind: 'server-ended', at: now(), server: name, message }),
  });
  servers.set(name, server);
  server.start();
}

interface Speed {
  readonly accelerator: Accelerator;
  /** Seconds. */
  readonly counting: number;
}

/** The first accelerator that gets the trivial guest to its end, and how fast. */
async function accelerate(accelerators: readonly Accelerator[]): Promise<Speed> {
  for (const each of accelerators) {
    const counting = await measure(each, LAB);
    if (counting !== undefined) return { accelerator: each, counting };
  }
  throw new Error('QEMU does not run here: a trivial guest did not get to its end.');
}

async function obey(command: Command): Promise<void> {
  switch (command.do) {
    case 'power-on':
      guest(command.machine).powerOn(accelerator);
      report({ kind: 'power-on', at: now(), machine: command.machine });
      break;
    case 'power-off':
      await guest(command.machine).powerOff();
      break;
    case 'reset':
      await guest(command.machine).reset();
      break;
    case 'type':
      await guest(command.machine).type(command.port, command.text);
      break;
    case 'stop':
      await server(command.server).stop();
      break;
    case 'start':
      server(command.server).start();
      break;
    case 'restart':
      await server(command.server).stop();
      server(command.server).start();
      break;
    case 'run':
      await run(command.id, command.script, command.neighbour);
  }
}

function guest(name: string): Guest {
  const found = guests.get(name);
  if (found === undefined) throw new Error(`There is no machine ${name} in this room.`);
  return found;
}

function server(name: string): Server {
  const found = servers.get(name);
  if (found === undefined) throw new Error(`There is no server ${name} in this room.`);
  return found;
}

async function run(id: number, script: string, neighbour: string | undefined): Promise<void> {
  const inside = neighbour === undefined ? [] : ['ip', 'netns', 'exec', neighbour];
  const [program, ...args] = [...inside, 'sh', '-e', '-c', script, 'lab'];
  const shell = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr])
    stream.setEncoding('utf8').on('data', (piece: string) => (output += piece));
  const status = await new Promise<number>((done) => {
    shell.on('error', () => done(127)).on('close', (code) => done(code ?? 255));
  });
  report({ kind: 'ran', at: now(), id, status, output });
}

function log(from: string, line: string): void {
  report({ kind: 'log', at: now(), from, line });
}

function now(): number {
  return readyAt === undefined ? 0 : (performance.now() - readyAt) / 1000;
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
