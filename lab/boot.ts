import { resolve } from 'node:path';
import type { HostPlan, Plan } from '../generators/plan/plan.ts';
import type { StageId } from '../generators/plan/stages.ts';
import type { Accelerator } from './accel.ts';
import { checkPayload, guestFiles } from './bundle.ts';
import { BROKEN, inRoom } from './in-room.ts';
import type { Job } from './job.ts';
import { timeLimit } from './limit.ts';
import { machineOf } from './machine.ts';
import { Observer } from './observer.ts';
import { promiseOf } from './promise.ts';
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
  const promised = promiseOf(plan, host);
  const until = options.until ?? promised.stage;
  const bundle = resolve(options.bundle);
  checkPayload(bundle, promised);
  const wire = wireOf(plan, host);
  const machine = machineOf(host, wire.ports);
  const job: Job = {
    bundle,
    wire,
    machine: { ...machine, files: guestFiles(machine, bundle, until) },
    accelerators: host.model.architecture === 'amd64' ? accelerators : ['tcg'],
  };
  needTools(toolsFor(host));
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
