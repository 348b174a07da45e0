import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { HostPlan, Plan } from '../generators/plan/plan.ts';
import type { StageId } from '../generators/plan/stages.ts';
import { REFERENCE_SECONDS, type Accelerator } from './accel.ts';
import { Console } from './console.ts';
import type { Job, LabEvent } from './job.ts';
import { machineOf } from './machine.ts';
import { entrance } from './namespace.ts';
import { promiseOf } from './promise.ts';
import { missingTools, toolsFor } from './tools.ts';
import {
  commandLineOf,
  missingArguments,
  servedFile,
  stageOfConsole,
  stageOfLog,
  type ServedFile,
  type Sighting,
} from './watch.ts';
import { wireOf } from './wire.ts';

export interface BootOptions {
  readonly plan: Plan;
  readonly host: HostPlan;
  /** The boot server's tree, exactly as `bootbook build` wrote it. */
  readonly bundle: string;
  /** The stage to wait for; by default the one that the host's profile promises. */
  readonly until?: StageId;
  /** Seconds from power-on; by default by the measured speed of this machine. */
  readonly timeout?: number;
  /** Called once for each stage, when it is reached. */
  readonly onStage?: (stage: StageReached) => void;
  /** Called for each line of console and logs. */
  readonly onLine?: (from: string, line: string, seconds: number) => void;
  readonly signal?: AbortSignal;
}

/** A stage and when it was reached, in seconds from power-on. */
export interface StageReached extends Sighting {
  readonly seconds: number;
}

/** What came of a boot. */
export interface BootResult {
  readonly host: string;
  readonly server: string;
  readonly route: string;
  readonly profile: string;
  readonly ok: boolean;
  /** One line: why it counts as failed. */
  readonly failure: string | undefined;
  readonly wanted: StageId;
  /** In the order in which they were reached. */
  readonly stages: readonly StageReached[];
  /** From power-on to the end. */
  readonly seconds: number;
  /** The time limit in seconds. */
  readonly limit: number;
  readonly accelerator: Accelerator | undefined;
  /** The kernel command line as the guest printed it. */
  readonly commandLine: string | undefined;
  /** Arguments of the plan that the command line lacks or has in another order. */
  readonly missingArguments: readonly string[];
  readonly files: readonly (ServedFile & { readonly seconds: number })[];
  /** Every line that the machine printed, each after the name of its port. */
  readonly console: readonly string[];
  /** Every line of the servers' logs, each after the name of its server. */
  readonly log: readonly string[];
}

/** The lab could not be set up or broke down; nothing is said about the host. The message is one line. */
export class LabFailure extends Error {}

/** KVM is tried once; a machine on which it does not run does not need to show that at every boot. */
let accelerators: readonly Accelerator[] = process.arch === 'x64' ? ['kvm', 'tcg'] : ['tcg'];

/**
 * Switches a host on, on a virtual wire with its boot server's real programs, and watches it until it reaches a stage,
 * fails, or the time is over. Nothing is left behind, however it ends.
 * @throws LabFailure, NoRoom, NoMachine
 */
export async function bootHost(options: BootOptions): Promise<BootResult> {
  const { plan, host } = options;
  const missing = missingTools(toolsFor(host.model.architecture, host.firmware.value));
  if (missing !== undefined) throw new LabFailure(missing);
  const wire = wireOf(plan, host);
  const job: Job = {
    bundle: resolve(options.bundle),
    wire,
    machine: machineOf(host, wire.ports),
    accelerators: host.model.architecture === 'amd64' ? accelerators : ['tcg'],
  };
  const boot = new Boot(options);
  const [program, ...args] = entrance();
  const inside = fileURLToPath(new URL('inside.ts', import.meta.url));
  const room = spawn(program, [...args, process.execPath, inside], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaint = '';
  room.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (complaint = (complaint + text).slice(-2000)));
  room.stdin.on('error', () => undefined);
  room.stdin.write(JSON.stringify(job) + '\n');
  const gone = new Promise<void>((done) =>
    room.on('error', () => done()).on('close', () => done()),
  );
  const stop = (): void => {
    room.stdin.end();
  };
  options.signal?.addEventListener('abort', stop);
  const events = createInterface({ input: room.stdout });
  boot.onEnd = stop;
  events.on('line', (line) => {
    boot.see(JSON.parse(line) as LabEvent);
  });
  await gone;
  options.signal?.removeEventListener('abort', stop);
  if (options.signal?.aborted === true) throw new LabFailure('Stopped.');
  return boot.result(complaint);
}

/** Seconds that a boot may take on a machine of speed 1, by far more than it needs. */
const LIMIT_SECONDS = { amd64: 240, arm64: 360 } as const;

class Boot {
  onEnd: () => void = () => undefined;
  readonly #options: BootOptions;
  readonly #promised;
  readonly #wanted: StageId;
  readonly #consoles = new Map<string, Console>();
  readonly #stages = new Map<StageId, StageReached>();
  readonly #files: (ServedFile & { seconds: number })[] = [];
  readonly #console: string[] = [];
  readonly #log: string[] = [];
  #accelerator: Accelerator | undefined;
  #commandLine: string | undefined;
  #limit = 0;
  #timer: NodeJS.Timeout | undefined;
  #powerOn = 0;
  #end: { failure: string | undefined; seconds: number } | undefined;
  #broken: string | undefined;

  constructor(options: BootOptions) {
    this.#options = options;
    this.#promised = promiseOf(options.plan, options.host);
    this.#wanted = options.until ?? this.#promised.stage;
  }

  see(event: LabEvent): void {
    switch (event.kind) {
      case 'speed':
        this.#accelerator = event.accelerator;
        if (event.accelerator === 'tcg' && this.#options.host.model.architecture === 'amd64')
          accelerators = ['tcg'];
        this.#limit =
          this.#options.timeout ??
          Math.ceil(
            LIMIT_SECONDS[this.#options.host.model.architecture] *
              Math.max(1, event.seconds / REFERENCE_SECONDS),
          );
        return;
      case 'power-on':
        this.#powerOn = performance.now();
        this.#timer = setTimeout(() => this.#finish('time', this.#limit), this.#limit * 1000);
        return;
      case 'console':
        return this.#seeConsole(event.at, event.port, event.text);
      case 'log':
        this.#log.push(`${event.from}: ${event.line}`);
        this.#options.onLine?.(event.from, event.line, event.at);
        this.#serve(event.from, event.line, event.at);
        return this.#reach(stageOfLog(event.from, event.line, this.#promised), event.at);
      case 'power-off':
        return this.#finish('it switched itself off', event.at);
      case 'failed':
        this.#broken = event.message;
        return this.#finish(event.message, 0);
    }
  }

  #seeConsole(at: number, port: string, text: string): void {
    let console = this.#consoles.get(port);
    if (console === undefined) this.#consoles.set(port, (console = new Console()));
    this.#reach({ stage: 'firmware', what: 'it writes on its console' }, at);
    for (const line of console.read(text)) {
      this.#console.push(`${port}: ${line}`);
      this.#options.onLine?.(port, line, at);
      this.#commandLine ??= commandLineOf(line);
      this.#reach(stageOfConsole(line, this.#promised), at);
    }
    this.#reach(stageOfConsole(console.unfinished, this.#promised), at);
  }

  #serve(from: string, line: string, at: number): void {
    const file = servedFile(from, line);
    if (file !== undefined) this.#files.push({ ...file, seconds: at });
  }

  #reach(sighting: Sighting | undefined, seconds: number): void {
    if (sighting === undefined || this.#stages.has(sighting.stage) || this.#end !== undefined)
      return;
    const reached = { ...sighting, seconds };
    this.#stages.set(sighting.stage, reached);
    this.#options.onStage?.(reached);
    if (sighting.stage === this.#wanted) this.#finish(undefined, seconds);
    else if (sighting.stage === 'handoff')
      this.#finish('it left the network and booted its local disk', seconds);
  }

  #finish(failure: string | undefined, seconds: number): void {
    if (this.#end !== undefined) return;
    clearTimeout(this.#timer);
    this.#end = { failure, seconds };
    this.onEnd();
  }

  result(complaint: string): BootResult {
    if (this.#broken !== undefined) throw new LabFailure(this.#broken);
    if (this.#end === undefined)
      throw new LabFailure(
        `The lab's room ended by itself: ${complaint.trim() || 'without a word'}`,
      );
    const { plan, host } = this.#options;
    const lacking =
      this.#commandLine === undefined
        ? []
        : missingArguments(this.#commandLine, this.#promised.args);
    const failure = this.#end.failure;
    return {
      host: host.host.id,
      server: plan.server.id,
      route: host.route.value.id,
      profile: host.profile.value.id,
      ok: failure === undefined,
      failure,
      wanted: this.#wanted,
      stages: [...this.#stages.values()],
      seconds: this.#end.seconds,
      limit: this.#limit,
      accelerator: this.#accelerator,
      commandLine: this.#commandLine,
      missingArguments: lacking,
      files: this.#files,
      console: this.#console,
      log: this.#log,
    };
  }
}
