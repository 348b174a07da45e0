import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SERVED_ROOT } from '../generators/plan/images.ts';
import type { HostPlan, Plan } from '../generators/plan/plan.ts';
import type { StageId } from '../generators/plan/stages.ts';
import type { Accelerator } from './accel.ts';
import type { Job, LabEvent } from './job.ts';
import { timeLimit } from './limit.ts';
import { machineOf } from './machine.ts';
import { entrance } from './namespace.ts';
import { Observer } from './observer.ts';
import { promiseOf, type Promised } from './promise.ts';
import type { BootResult, StageReached } from './result.ts';
import { needTools, toolsFor } from './tools.ts';
import { Unable } from './unable.ts';
import { wireOf } from './wire.ts';

export interface BootOptions {
  readonly plan: Plan;
  readonly host: HostPlan;
  /** The boot server's tree, exactly as `bootbook build` wrote it. */
  readonly bundle: string;
  /** The stage to wait for; by default the one that the host's profile promises. */
  readonly until?: StageId | undefined;
  /** Seconds from power-on; by default by the measured speed of this machine. */
  readonly timeout?: number | undefined;
  /** Called when the machine is switched on. */
  readonly onPower?: (power: { accelerator: Accelerator; limit: number }) => void;
  /** Called for each stage when its first sign is seen. */
  readonly onStage?: (stage: StageReached) => void;
}

/** KVM is tried once; a machine on which it does not run need not show that at every boot. */
let accelerators: readonly Accelerator[] = process.arch === 'x64' ? ['kvm', 'tcg'] : ['tcg'];

/**
 * Switches a host on, on a virtual wire with the real programs of its boot server, and watches it until it reaches a
 * stage, fails, or the time is over. Nothing is left behind, however it ends.
 * @throws Unable if the lab cannot do that here; nothing is said about the host then
 */
export async function bootHost(options: BootOptions): Promise<BootResult> {
  const { plan, host } = options;
  needTools(toolsFor(host));
  const promised = promiseOf(plan, host);
  const bundle = resolve(options.bundle);
  checkBundle(bundle, promised);
  const wire = wireOf(plan, host);
  const job: Job = {
    bundle,
    wire,
    machine: machineOf(host, wire.ports),
    accelerators: host.model.architecture === 'amd64' ? accelerators : ['tcg'],
  };
  const until = options.until ?? promised.stage;
  const observer = new Observer(promised, until);
  let accelerator: Accelerator = 'tcg';
  let limit = options.timeout ?? 0;
  let timer: NodeJS.Timeout | undefined;

  await inRoom(job, (event, leave) => {
    switch (event.kind) {
      case 'power-on':
        accelerator = event.accelerator;
        if (job.accelerators === accelerators) accelerators = [accelerator];
        limit = options.timeout ?? timeLimit(host.model.architecture, event.counting);
        options.onPower?.({ accelerator, limit });
        timer = setTimeout(() => {
          observer.end(`It did not reach ${until} within ${limit} s.`, limit);
          leave();
        }, limit * 1000);
        break;
      case 'console':
        observer.console(event.port, event.text, event.at).forEach(tell);
        break;
      case 'log':
        observer.log(event.from, event.line, event.at).forEach(tell);
        break;
      case 'power-off':
        observer.end('It switched itself off.', event.at);
        break;
      case 'failed':
        throw new Unable(event.message, BROKEN);
    }
    if (observer.ending !== undefined) leave();
  }).finally(() => clearTimeout(timer));

  function tell(stage: StageReached): void {
    options.onStage?.(stage);
  }

  // Nobody leaves the room before that.
  const ending = observer.ending!;
  return {
    host: host.host.id,
    server: plan.server.id,
    route: host.route.value.id,
    profile: host.profile.value.id,
    ok: ending.failure === undefined,
    failure: ending.failure,
    until,
    seconds: ending.seconds,
    limit,
    accelerator,
    ...observer.seen,
  };
}

const BROKEN = 'This is no fault of the host. If it happens again, it is one of the lab.';

/** A bundle is complete without its payload, but nothing boots from it. */
function checkBundle(bundle: string, { bootFile, images }: Promised): void {
  const served = join(bundle, SERVED_ROOT);
  const missing = [bootFile, ...images].filter((path) => !existsSync(join(served, path)));
  if (missing.length > 0)
    throw new Unable(
      `Not in the bundle: ${missing.map((path) => `${SERVED_ROOT}/${path}`).join(', ')}.`,
      'Build it with its payload: `bootbook build` says what it left out, and why.',
    );
}

/**
 * Opens a room, gives it a job and hands on what happens in it, until somebody leaves.
 * @throws Unable if the room ends by itself
 */
async function inRoom(job: Job, see: (event: LabEvent, leave: () => void) => void): Promise<void> {
  const [program, ...args] = entrance();
  const inside = fileURLToPath(new URL('inside.ts', import.meta.url));
  const room = spawn(program, [...args, process.execPath, inside], { stdio: 'pipe' });
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
