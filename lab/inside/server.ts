import { spawn, type ChildProcess } from 'node:child_process';
import type { ServerProcess } from '../servers.ts';
import { lines } from './lines.ts';

/** What a server tells. */
export interface ServerEvents {
  readonly log: (line: string) => void;
  /** It has ended without being asked to, with its last words. */
  readonly ended: (message: string) => void;
}

/** A server that can be stopped and started. */
export class Server {
  readonly #program: ServerProcess;
  readonly #events: ServerEvents;
  #process: ChildProcess | undefined;

  constructor(program: ServerProcess, events: ServerEvents) {
    this.#program = program;
    this.#events = events;
  }

  start(): void {
    if (this.#process !== undefined) return;
    const { name, program, args } = this.#program;
    const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = server;
    let complaint = '';
    server.stderr.setEncoding('utf8').on('data', (piece: string) => {
      complaint = (complaint + piece).slice(-1000);
    });
    server.stderr.on('data', lines(this.#events.log));
    const ended = (why: string): void => {
      if (this.#process !== server) return;
      this.#process = undefined;
      this.#events.ended(`${name} ${why}`);
    };
    server.on('error', (error) => ended(`could not be started: ${error.message}`));
    server.on('exit', (code) =>
      ended(`ended with status ${code}: ${complaint.trim().split('\n').slice(-3).join(' / ')}`),
    );
  }

  async stop(): Promise<void> {
    const server = this.#process;
    if (server === undefined) return;
    this.#process = undefined;
    const gone = new Promise((done) => server.once('exit', done));
    server.kill();
    await gone;
  }
}
