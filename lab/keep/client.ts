import { rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Unable } from '../unable.ts';
import type { KeptEvent } from './event.ts';
import type { LabStatus } from './lab.ts';
import { labNames, labSocket } from './place.ts';
import type { Answer, Request } from './protocol.ts';

/** A connection to a lab that is kept by another process. */
export class LabClient {
  readonly name: string;
  readonly #socket: Socket;
  readonly #waiting: { done: (value: unknown) => void; failed: (error: Unable) => void }[] = [];
  readonly #gone: Promise<void>;
  #see: ((event: KeptEvent) => void) | undefined;

  /**
   * Connects to a lab, or gives undefined if none of that name lives. What a killed one has left is removed.
   */
  static async find(name: string): Promise<LabClient | undefined> {
    const path = labSocket(name);
    const socket = connect(path);
    const there = await new Promise<boolean>((answer) => {
      socket.once('connect', () => answer(true)).once('error', () => answer(false));
    });
    if (there) return new LabClient(name, socket);
    rmSync(path, { force: true });
    return undefined;
  }

  /** Connects to every lab of this user that lives. */
  static async all(): Promise<LabClient[]> {
    const found = await Promise.all(labNames().map((name) => LabClient.find(name)));
    return found.filter((each) => each !== undefined);
  }

  private constructor(name: string, socket: Socket) {
    this.name = name;
    this.#socket = socket;
    createInterface({ input: socket }).on('line', (line) => {
      const value = JSON.parse(line) as Answer | KeptEvent;
      if ('kind' in value) this.#see?.(value);
      else if ('unable' in value)
        this.#waiting.shift()?.failed(new Unable(value.unable, value.advice));
      else this.#waiting.shift()?.done(value.ok);
    });
    this.#gone = new Promise((done) => socket.on('close', () => done()));
    socket.on('error', () => undefined);
    void this.#gone.then(() => {
      for (const { failed } of this.#waiting.splice(0))
        failed(new Unable(`The lab ${name} has ended.`, 'Bring it up again: `bootbook lab up`.'));
    });
  }

  /** Asks for something, and gives the answer. @throws Unable if it could not be done */
  ask(request: Request): Promise<unknown> {
    return new Promise((done, failed) => {
      this.#waiting.push({ done, failed });
      this.#socket.write(`${JSON.stringify(request)}\n`);
    });
  }

  async status(): Promise<LabStatus> {
    return (await this.ask({ ask: 'status' })) as LabStatus;
  }

  /** Types on a serial port. Nothing comes back but what the machine prints. */
  type(machine: string, port: string, text: string): void {
    this.#socket.write(
      `${JSON.stringify({ ask: 'type', machine, port, text } satisfies Request)}\n`,
    );
  }

  /** Sees everything that has happened, and if it is to be live, whatever happens until the lab ends or this is closed. */
  async follow(live: boolean, see: (event: KeptEvent) => void): Promise<void> {
    this.#see = see;
    await this.ask({ ask: 'follow', live });
    await this.#gone;
  }

  close(): void {
    this.#socket.end();
  }
}
