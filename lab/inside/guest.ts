import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { acceleratorArguments, type Accelerator } from '../accelerator.ts';
import type { GuestFile } from '../disk.ts';
import type { Machine } from '../machine.ts';
import { consoleFolder, controlSocket, guestFolder, portSocket } from '../places.ts';
import { follow } from './follow.ts';

/** What a guest tells. */
export interface GuestEvents {
  readonly console: (port: string, text: string) => void;
  /** It has switched itself off. */
  readonly off: () => void;
  readonly failed: (error: Error) => void;
}

/** A virtual machine that can be switched on and off. Its disk keeps what was written to it. */
export class Guest {
  readonly #machine: Machine;
  readonly #events: GuestEvents;
  #process: ChildProcess | undefined;

  constructor(machine: Machine, events: GuestEvents) {
    this.#machine = machine;
    this.#events = events;
    mkdirSync(consoleFolder(machine.id), { recursive: true });
    for (const file of machine.files) put(file, guestFolder(machine.id));
    follow(consoleFolder(machine.id), events.console);
  }

  powerOn(accelerator: Accelerator): void {
    if (this.#process !== undefined) throw new Error(`${this.#machine.id} is on already.`);
    const { id, program, args, consoles } = this.#machine;
    // Those of the last time are nobody's any more, and would only be refused.
    for (const socket of [controlSocket(id), ...consoles.map((port) => portSocket(id, port))])
      rmSync(socket, { force: true });
    const guest = spawn(program, [...acceleratorArguments(accelerator), ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TMPDIR: '/var/tmp' },
    });
    this.#process = guest;
    let complaint = '';
    guest.stderr.setEncoding('utf8').on('data', (piece: string) => {
      complaint = (complaint + piece).slice(-1000);
    });
    guest.on('error', this.#events.failed);
    guest.on('exit', (code, signal) => {
      this.#process = undefined;
      if (code === 0) this.#events.off();
      else if (signal !== 'SIGKILL')
        this.#events.failed(new Error(`${program} ended with status ${code}: ${complaint.trim()}`));
    });
  }

  /** Pulls the plug: what the guest has not written is lost. */
  async powerOff(): Promise<void> {
    const guest = this.#process;
    if (guest === undefined) return;
    const gone = new Promise((done) => guest.once('exit', done));
    guest.kill('SIGKILL');
    await gone;
    this.#events.off();
  }

  /** Presses the reset button, by QMP: https://www.qemu.org/docs/master/interop/qemu-qmp-ref.html */
  async reset(): Promise<void> {
    const commands = [{ execute: 'qmp_capabilities' }, { execute: 'system_reset' }];
    const text = commands.map((each) => JSON.stringify(each)).join('\n');
    // Events may come between the two answers.
    await send(
      controlSocket(this.#machine.id),
      text,
      (answers) => answers.split('"return"').length > commands.length,
    );
  }

  async type(port: string, text: string): Promise<void> {
    await send(portSocket(this.#machine.id, port), text);
  }
}

function put(file: GuestFile, folder: string): void {
  const to = join(folder, file.to);
  mkdirSync(dirname(to), { recursive: true });
  if ('from' in file) copyFileSync(join('/srv/tftp', file.from), to);
  else if ('base64' in file) writeFileSync(to, Buffer.from(file.base64, 'base64'));
  else if (!existsSync(to)) {
    writeFileSync(to, '');
    truncateSync(to, file.size);
  }
}

/** Milliseconds between two looks for a socket, and for how long: QEMU makes its sockets some time after its start. */
const LOOK_EVERY = 100;
const LOOK_FOR = 20_000;

/** Writes to a socket of QEMU, and leaves it when the answer is enough. */
async function send(
  socket: string,
  text: string,
  enough: (answer: string) => boolean = () => true,
): Promise<void> {
  for (const from = performance.now(); !existsSync(socket);)
    if (performance.now() - from < LOOK_FOR) await setTimeout(LOOK_EVERY);
    else throw new Error(`QEMU did not make ${socket}.`);
  await new Promise<void>((done, failed) => {
    let answer = '';
    const connection = connect(socket, () =>
      connection.write(text, () => {
        if (enough(answer)) connection.end();
      }),
    );
    connection.setEncoding('utf8').on('data', (piece: string) => {
      answer += piece;
      if (enough(answer)) connection.end();
    });
    connection.on('error', failed).on('close', () => done());
  });
}
