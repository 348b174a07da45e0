import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { artifactText } from '../generators/artifact.ts';
import { emitArtifacts } from '../generators/formats/index.ts';
import { SERVED_ROOT } from '../generators/plan/images.ts';
import type { HostPlan, Plan } from '../generators/plan/plan.ts';
import type { StageId } from '../generators/plan/stages.ts';
import type { Accelerator } from './accelerator.ts';
import { checkPayload, guestFiles, nfsRoots } from './bundle.ts';
import { breakIt, mendIt } from './faults/break.ts';
import type { Fault } from './faults/fault.ts';
import type { Job } from './job.ts';
import { timeLimit } from './limit.ts';
import { machineOf, type MachineOptions } from './machine.ts';
import type { ForeignProgram } from './neighbours.ts';
import { Observer } from './observer.ts';
import { Operator, type Attendance, type Milestone } from './operator.ts';
import { captureFile, SERVED_UPPER } from './places.ts';
import { promiseOf } from './promise.ts';
import type { BootResult, StageReached } from './result.ts';
import { Room, type RoomEvent } from './room.ts';
import { unseen } from './scenarios/judge.ts';
import type { Visit } from './scenarios/scenario.ts';
import type { ServerProcess } from './servers.ts';
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
  /** What stands for the boot server, in place of the bundle's own servers. */
  readonly bootServer?: readonly ServerProcess[] | undefined;
  /** What is broken before power-on. Then it is waited for all of its symptoms, and for nothing else. */
  readonly fault?: Fault | undefined;
  /** After its symptoms were seen the fault is mended, and the machine is switched on once more: it must boot then. */
  readonly mend?: boolean | undefined;
  /** Run with `sh -e` as root of the boot server before power-on. */
  readonly before?: string | undefined;
  /** Run there when the stage is reached. */
  readonly visit?: Visit | undefined;
  /** What a person does at the console. The boot is over when they have seen everything. */
  readonly operator?: Attendance | undefined;
  /** Whether the boot is over when the machine has switched itself off after that. */
  readonly untilOff?: true | undefined;
  /** Seconds that the boot may take on the machine on which the usual limits were set (limit.ts). */
  readonly patience?: number | undefined;
  /** Called when the machine is switched on. */
  readonly onPower?: ((power: { accelerator: Accelerator; limit: number }) => void) | undefined;
  /** Called for each stage when its first sign is seen. */
  readonly onStage?: ((stage: StageReached) => void) | undefined;
  /** Called for each thing that comes about at the console besides. */
  readonly onMilestone?: ((milestone: Milestone) => void) | undefined;
}

/** KVM is tried once; a machine on which it does not run need not show that at every boot. */
let accelerators: readonly Accelerator[] = process.arch === 'x64' ? ['kvm', 'tcg'] : ['tcg'];

/** A further boot of the same machine, after another bundle was published. */
export type FurtherBoot = Pick<
  BootOptions,
  'plan' | 'host' | 'until' | 'operator' | 'visit' | 'patience'
>;

/**
 * Switches a host on, on a virtual wire with the real programs of its boot server, and watches it until it reaches a
 * stage, fails, or the time is over. Nothing is left behind, however it ends.
 * @throws Unable if the lab cannot do that here; nothing is said about the host then
 */
export async function bootHost(options: BootOptions): Promise<BootResult> {
  const [result] = await bootInTurn(options, []);
  return result!;
}

/**
 * As bootHost, and then as often again as there are further boots: the machine is switched off, what their plans emit is
 * published, and it is switched on with the disk as it then is. The first boot that fails is the last.
 */
export async function bootInTurn(
  options: BootOptions,
  further: readonly FurtherBoot[],
): Promise<BootResult[]> {
  const { plan, host, fault } = options;
  const { id } = host.host;
  const until = options.until ?? promiseOf(plan, host).stage;
  const bundle = resolve(options.bundle);
  for (const each of [options, ...further]) checkPayload(bundle, promiseOf(each.plan, each.host));
  const wire = wireOf(plan, [host], options.foreign);
  const machine = machineOf(host, wire.ports, { ...options.machine, ...fault?.machine });
  const native = host.model.architecture === 'amd64';
  const job: Job = {
    bundle,
    wire,
    machines: [{ ...machine, files: guestFiles(machine, bundle, until) }],
    roots: options.bootServer === undefined ? nfsRoots(plan, [host]) : [],
    bootServer: options.bootServer,
    accelerators: native ? accelerators : ['tcg'],
  };
  needTools([...toolsFor(host, options.foreign), ...(fault?.tools ?? [])]);

  // What happens while nobody watches is told to whoever watches next.
  const unseenYet: RoomEvent[] = [];
  let watch: ((event: RoomEvent) => void) | undefined;
  const room = await Room.open(job, (event) => {
    if (watch === undefined) unseenYet.push(event);
    else watch(event);
  });
  const attempt = async (what: BootAttempt): Promise<BootResult> => {
    const result = await bootOnce(room, what, (see) => {
      for (const event of unseenYet.splice(0)) see(event);
      watch = see;
    });
    watch = undefined;
    return result;
  };
  try {
    if (native) accelerators = [room.accelerator];
    const victim = { promised: promiseOf(plan, host), port: wire.ports[0]! };
    if (fault !== undefined) await breakIt(fault, room, victim);
    const altered = options.before === undefined ? [] : await alteredBy(room, options.before);
    const first = { ...(await attempt(options)), altered };
    if (fault !== undefined) {
      if (options.mend !== true || !first.ok) return [first];
      room.tell({ do: 'power-off', machine: id });
      await mendIt(fault, room, victim);
      return [{ ...first, mended: await attempt({ ...options, fault: undefined }) }];
    }
    const results = [first];
    for (const next of further) {
      if (!results.at(-1)!.ok) break;
      room.tell({ do: 'power-off', machine: id });
      await mustRun(room, publishing(plan, next.plan));
      const own = { untilOff: undefined, patience: undefined, ...next };
      results.push({ ...(await attempt({ ...options, ...own })), altered });
    }
    return results;
  } finally {
    await room.close();
  }
}

type BootAttempt = Omit<BootOptions, 'bundle' | 'machine' | 'before' | 'mend'>;

/** Switches the machine on, and waits for what is looked for. */
async function bootOnce(
  room: Room,
  options: BootAttempt,
  listen: (see: (event: RoomEvent) => void) => void,
): Promise<BootResult> {
  const { plan, host, fault } = options;
  const { id } = host.host;
  const promised = promiseOf(plan, host);
  const until = options.until ?? promised.stage;
  const observer = new Observer(promised, until, fault?.symptoms);
  const operator = new Operator(options.operator ?? { steps: [] }, (port, text) =>
    room.tell({ do: 'type', machine: id, port, text }),
  );
  const ended = Promise.withResolvers<void>();
  // A server may end before anybody waits for that.
  ended.promise.catch(() => undefined);
  let reset = fault?.reset;
  let poweredAt: number | undefined;
  let off = false;
  let overAt: number | undefined;
  listen((event: RoomEvent): void => {
    const at = poweredAt === undefined ? 0 : Math.max(0, event.at - poweredAt);
    const tell = (stage: StageReached): void => options.onStage?.(stage);
    switch (event.kind) {
      case 'power-on':
        poweredAt = event.at;
        break;
      case 'console':
        // The last words of a machine that was switched off are not those of the next boot.
        if (poweredAt === undefined) break;
        observer.console(event.port, event.text, at).forEach(tell);
        operator
          .console(event.port, event.text, at)
          .forEach((milestone) => options.onMilestone?.(milestone));
        if (operator.failure !== undefined) observer.end(operator.failure, at);
        break;
      case 'log':
        observer.log(event.from, event.line, at).forEach(tell);
        if (reset?.test(event.line) === true) {
          reset = undefined;
          room.tell({ do: 'reset', machine: id });
        }
        break;
      case 'server-ended':
        if (fault === undefined) ended.reject(new Unable(event.message, SERVER_ENDED));
        observer.log(event.server, event.message, at);
        break;
      case 'power-off':
        if (poweredAt === undefined) break;
        off = true;
        observer.end('It switched itself off.', at);
        break;
    }
    const { ending } = observer;
    if (ending === undefined) return;
    const over = off || (operator.done && options.untilOff !== true);
    if ((ending.failure ?? operator.failure) === undefined && !over) return;
    overAt ??= Math.max(at, ending.seconds);
    ended.resolve();
  });
  const limit =
    options.timeout ??
    timeLimit(host.model.architecture, room.counting, fault?.patience ?? options.patience);
  room.tell({ do: 'power-on', machine: id });
  options.onPower?.({ accelerator: room.accelerator, limit });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    observer.end(observer.lacking(limit), limit);
    ended.resolve();
  }, limit * 1000);
  try {
    await Promise.race([ended.promise, room.broken]);
  } finally {
    clearTimeout(timer);
  }
  // Nobody gets here before that.
  const ending = observer.ending!;
  const failure =
    ending.failure ??
    operator.failure ??
    operator.lacking ??
    (late ? `It did not switch itself off within ${limit} s.` : undefined) ??
    (options.visit === undefined ? undefined : await paid(room, options.visit));
  return {
    host: id,
    server: plan.server.id,
    route: host.route.value.id,
    profile: host.profile.value.id,
    ok: failure === undefined,
    failure,
    until,
    seconds: overAt ?? limit,
    limit,
    accelerator: room.accelerator,
    ...observer.seen,
    milestones: operator.milestones,
    capture: await captured(room, id),
  };
}

/** Pays a visit, and gives what is wrong with it in one line. */
async function paid(room: Room, { script, says }: Visit): Promise<string | undefined> {
  const { status, output } = await room.run(script);
  if (status !== 0) return `The visit ended with status ${status}: ${output.trim()}`;
  const lines = output.split('\n');
  const unsaid = unseen(lines, says);
  if (unsaid.length === 0) return undefined;
  return `The visit never heard ${unsaid.join(', ')}: ${output.trim()}`;
}

/** Runs a script, and gives the served files that are other ones after it than the bundle has: see furnish.ts. */
async function alteredBy(room: Room, script: string): Promise<string[]> {
  await mustRun(room, script);
  const { output } = await room.run(`cd ${SERVED_UPPER} && find . -type f -printf '%P\\n'`);
  return output.split('\n').filter(Boolean).sort();
}

async function mustRun(room: Room, script: string): Promise<void> {
  const { status, output } = await room.run(script);
  if (status !== 0) throw new Unable(`A script in the lab ended with ${status}: ${output}`, SCRIPT);
}

/** Writes every served file that is another one by the new plan, as a publication would. */
function publishing(before: Plan, after: Plan): string {
  const texts = new Map<string, string>();
  for (const artifact of emitArtifacts(before)) texts.set(artifact.path, artifactText(artifact));
  const commands = ['true'];
  for (const artifact of emitArtifacts(after)) {
    const text = artifactText(artifact);
    if (!artifact.path.startsWith(`${SERVED_ROOT}/`) || texts.get(artifact.path) === text) continue;
    const base64 = Buffer.from(text).toString('base64');
    commands.push(`echo ${base64} | base64 -d >'/${artifact.path}'`);
  }
  return commands.join('\n');
}

const SCRIPT =
  'The script is one of a scenario in lab/scenarios, or of the lab itself: mend it there.';

const SERVER_ENDED =
  'A boot server on which this ends does not serve at all: its message says which file or setting is to blame.';

/**
 * The packets that the machine has sent and got on the card that boots, in the format of tcpdump. A boot may be over before
 * QEMU has begun to capture: the symptom of a fault can stand in a log when the machine is switched on.
 */
async function captured(room: Room, machine: string): Promise<Uint8Array> {
  const file = captureFile(machine, 0);
  await mustRun(room, `timeout 30 sh -c 'until [ -s ${file} ]; do sleep 0.1; done'`);
  // The room has a file system of its own, which is seen through its first process (proc(5)).
  return readFile(`/proc/${room.pid}/root${file}`);
}
