import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Accelerator } from './accelerator.ts';
import type { Command, Job, LabEvent } from './job.ts';
import { entrance, entranceForManyUsers } from './namespace.ts';
import { folders } from './tools.ts';
import { Unable } from './unable.ts';

/** The advice where the lab itself has failed. */
const BROKEN = 'This is no fault of the host. If it happens again, it is one of the lab.';

/** What a script in the room came to. */
export interface Ran {
  readonly status: number;
  /** Both of its outputs. */
  readonly output: string;
}

/** An event that is not an answer to somebody. */
export type RoomEvent = Exclude<LabEvent, { kind: 'ready' | 'ran' | 'failed' }>;

/**
 * A boot server, its networks and its machines, in namespaces of their own. Nothing leaves it, and nothing is left of it
 * when it is closed or when this process dies.
 */
export class Room {
  /** What the machines run on. */
  readonly accelerator: Accelerator;
  /** Seconds that the trivial guest took to count: how fast this machine is just now. */
  readonly counting: number;
  /** The first process of the room, for nsenter(1). */
  readonly pid: number;
  readonly #half: InnerHalf;
  #ids = 0;

  /**
   * Opens a room, and comes back when its wire and its servers stand.
   * @param see called for everything that happens in it
   * @throws Unable if the lab cannot do that here
   */
  static async open(job: Job, see: (event: RoomEvent) => void): Promise<Room> {
    const half = new InnerHalf(job, see);
    const ready = await half.ready;
    return new Room(half, ready.accelerator, ready.counting);
  }

  private constructor(half: InnerHalf, accelerator: Accelerator, counting: number) {
    this.#half = half;
    this.accelerator = accelerator;
    this.counting = counting;
    this.pid = half.innerPid();
  }

  /** Rejects when the room ends without being closed. */
  get broken(): Promise<never> {
    return this.#half.broken;
  }

  /** Does something in the room. Commands are done one after the other. */
  tell(command: Exclude<Command, { do: 'run' }>): void {
    this.#half.send(command);
  }

  /** Runs a script of `sh -e` as root of the boot server or of a neighbour. */
  run(script: string, neighbour?: string): Promise<Ran> {
    const id = ++this.#ids;
    return Promise.race([this.#half.ask({ do: 'run', id, script, neighbour }), this.broken]);
  }

  /** Ends everything in the room. */
  async close(): Promise<void> {
    await this.#half.close();
  }
}

type Ready = Extract<LabEvent, { kind: 'ready' }>;

/** The process on the other side, and the lines to it and from it. */
class InnerHalf {
  readonly ready: Promise<Ready>;
  readonly broken: Promise<never>;
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #gone: Promise<void>;
  readonly #asked = new Map<number, (ran: Ran) => void>();
  #closing = false;

  constructor(job: Job, see: (event: RoomEvent) => void) {
    const manyUsers = (job.roots ?? []).length > 0 || job.bootServer !== undefined;
    const [program, ...args] = manyUsers ? entranceForManyUsers() : entrance();
    const inside = fileURLToPath(new URL('inside/main.ts', import.meta.url));
    const room = spawn(program, [...args, process.execPath, inside], {
      stdio: 'pipe',
      env: { ...process.env, PATH: folders.join(delimiter) },
    });
    this.#process = room;
    let complaint = '';
    room.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    room.stdin.on('error', () => undefined);
    const broken = Promise.withResolvers<never>();
    const ready = Promise.withResolvers<Ready>();
    this.#gone = new Promise((done) => room.on('close', () => done()).on('error', () => done()));
    void this.#gone.then(() => {
      if (!this.#closing)
        broken.reject(new Unable(`The lab has ended by itself. ${complaint.trim()}`, BROKEN));
    });
    createInterface({ input: room.stdout }).on('line', (line) => {
      if (this.#closing) return;
      const event = JSON.parse(line) as LabEvent;
      if (event.kind === 'ready') ready.resolve(event);
      else if (event.kind === 'failed') broken.reject(new Unable(event.message, BROKEN));
      else if (event.kind === 'ran') this.#asked.get(event.id)?.(event);
      else see(event);
    });
    this.broken = broken.promise;
    // Whoever waits for it hears of it; nobody has to.
    this.broken.catch(() => undefined);
    this.ready = Promise.race([ready.promise, this.broken]);
    this.send(job);
  }

  send(value: Job | Command): void {
    this.#process.stdin.write(`${JSON.stringify(value)}\n`);
  }

  ask(command: Extract<Command, { do: 'run' }>): Promise<Ran> {
    return new Promise((done) => {
      this.#asked.set(command.id, ({ status, output }) => {
        this.#asked.delete(command.id);
        done({ status, output });
      });
      this.send(command);
    });
  }

  /** The inner half itself: the only child of unshare(1). */
  innerPid(): number {
    const { pid } = this.#process;
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
  }

  /** The inner half ends with its standard input: when we close it, and also when we are killed. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#process.stdin.end();
    await this.#gone;
  }
}
