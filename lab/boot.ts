import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { HostPlan, Plan } from '../generators/plan/plan.ts';
import type { StageId } from '../generators/plan/stages.ts';
import type { Accelerator } from './accelerator.ts';
import { checkPayload, guestFiles } from './bundle.ts';
import { breakIt, mendIt } from './faults/break.ts';
import type { Fault } from './faults/fault.ts';
import type { Job } from './job.ts';
import { timeLimit } from './limit.ts';
import { machineOf, type MachineOptions } from './machine.ts';
import type { ForeignProgram } from './neighbours.ts';
import { Observer } from './observer.ts';
import { captureFile } from './places.ts';
import { promiseOf } from './promise.ts';
import type { BootResult, StageReached } from './result.ts';
import { Room, type RoomEvent } from './room.ts';
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
  readonly machine?: MachineOptions | undefined;
  /** What stands for somebody else's DHCP server, where the host's network has one. */
  readonly foreign?: ForeignProgram | undefined;
  /** What is broken before power-on. Then it is waited for all of its symptoms, and for nothing else. */
  readonly fault?: Fault | undefined;
  /** After its symptoms were seen the fault is mended, and the machine is switched on once more: it must boot then. */
  readonly mend?: boolean | undefined;
  /** Called when the machine is switched on. */
  readonly onPower?: ((power: { accelerator: Accelerator; limit: number }) => void) | undefined;
  /** Called for each stage when its first sign is seen. */
  readonly onStage?: ((stage: StageReached) => void) | undefined;
}

/** KVM is tried once; a machine on which it does not run need not show that at every boot. */
let accelerators: readonly Accelerator[] = process.arch === 'x64' ? ['kvm', 'tcg'] : ['tcg'];

/**
 * Switches a host on, on a virtual wire with the real programs of its boot server, and watches it until it reaches a
 * stage, fails, or the time is over. Nothing is left behind, however it ends.
 * @throws Unable if the lab cannot do that here; nothing is said about the host then
 */
export async function bootHost(options: BootOptions): Promise<BootResult> {
  const { plan, host, fault } = options;
  const { id } = host.host;
  const promised = promiseOf(plan, host);
  const until = options.until ?? promised.stage;
  const bundle = resolve(options.bundle);
  checkPayload(bundle, promised);
  const wire = wireOf(plan, [host], options.foreign);
  const machine = machineOf(host, wire.ports, { ...options.machine, ...fault?.machine });
  const native = host.model.architecture === 'amd64';
  const job: Job = {
    bundle,
    wire,
    machines: [{ ...machine, files: guestFiles(machine, bundle, until) }],
    accelerators: native ? accelerators : ['tcg'],
  };
  needTools([...toolsFor(host, options.foreign), ...(fault?.tools ?? [])]);

  let observer = new Observer(promised, until, fault?.symptoms);
  let ended = Promise.withResolvers<void>();
  let broken = fault !== undefined;
  let poweredAt: number | undefined;
  const see = (event: RoomEvent): void => {
    const at = poweredAt === undefined ? 0 : Math.max(0, event.at - poweredAt);
    const tell = (stage: StageReached): void => options.onStage?.(stage);
    switch (event.kind) {
      case 'power-on':
        poweredAt = event.at;
        break;
      case 'console':
        // The last words of a machine that was switched off are not those of the next boot.
        if (poweredAt !== undefined) observer.console(event.port, event.text, at).forEach(tell);
        break;
      case 'log':
        observer.log(event.from, event.line, at).forEach(tell);
        break;
      case 'server-ended':
        if (!broken) ended.reject(new Unable(event.message, SERVER_ENDED));
        observer.log(event.server, event.message, at);
        break;
      case 'power-off':
        if (poweredAt !== undefined) observer.end('It switched itself off.', at);
        break;
    }
    if (observer.ending !== undefined) ended.resolve();
  };

  const room = await Room.open(job, see);
  let timer: NodeJS.Timeout | undefined;
  /** Switches the machine on, and waits for what the observer looks for. */
  const attempt = async (usual: number | undefined): Promise<BootResult> => {
    const limit = options.timeout ?? timeLimit(host.model.architecture, room.counting, usual);
    room.tell({ do: 'power-on', machine: id });
    options.onPower?.({ accelerator: room.accelerator, limit });
    timer = setTimeout(() => {
      observer.end(observer.lacking(limit), limit);
      ended.resolve();
    }, limit * 1000);
    await Promise.race([ended.promise, room.broken]);
    clearTimeout(timer);
    const capture = await captured(room, id);
    // Nobody gets here before that.
    const ending = observer.ending!;
    return {
      host: id,
      server: plan.server.id,
      route: host.route.value.id,
      profile: host.profile.value.id,
      ok: ending.failure === undefined,
      failure: ending.failure,
      until,
      seconds: ending.seconds,
      limit,
      accelerator: room.accelerator,
      ...observer.seen,
      capture,
    };
  };
  try {
    if (native) accelerators = [room.accelerator];
    if (fault === undefined) return await attempt(undefined);
    const victim = { promised, port: wire.ports[0]! };
    await breakIt(fault, room, victim);
    const result = await attempt(fault.patience);
    if (options.mend !== true || !result.ok) return result;
    poweredAt = undefined;
    room.tell({ do: 'power-off', machine: id });
    await mendIt(fault, room, victim);
    broken = false;
    observer = new Observer(promised, until);
    ended = Promise.withResolvers<void>();
    return { ...result, mended: await attempt(undefined) };
  } finally {
    clearTimeout(timer);
    await room.close();
  }
}

const SERVER_ENDED =
  'A boot server on which this ends does not serve at all: its message says which file or setting is to blame.';

/** The packets that the machine has sent and got on the card that boots, in the format of tcpdump. */
function captured(room: Room, machine: string): Promise<Uint8Array> {
  // The room has a file system of its own, which is seen through its first process (proc(5)).
  return readFile(`/proc/${room.pid}/root${captureFile(machine, 0)}`);
}
