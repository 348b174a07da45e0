import type { Promised } from '../promise.ts';
import type { Room } from '../room.ts';
import { Unable } from '../unable.ts';
import type { Port } from '../wire.ts';
import type { Fault, Step } from './fault.ts';

/** Whom a fault befalls. */
export interface Victim {
  readonly promised: Promised;
  /** Where its card that boots is plugged in. */
  readonly port: Port;
}

/**
 * Breaks what the fault says.
 * @throws Unable if a step fails: then nothing is known about the fault
 */
export async function breakIt(fault: Fault, room: Room, victim: Victim): Promise<void> {
  await doSteps(fault, fault.break, room, victim);
}

/** Takes a fault back. */
export async function mendIt(fault: Fault, room: Room, victim: Victim): Promise<void> {
  await doSteps(fault, fault.mend, room, victim);
}

async function doSteps(
  fault: Fault,
  steps: readonly Step[],
  room: Room,
  victim: Victim,
): Promise<void> {
  for (const step of steps) {
    if (typeof step !== 'string' && !('run' in step)) {
      const [[verb, server]] = Object.entries(step) as [['stop' | 'start' | 'restart', string]];
      room.tell({ do: verb, server });
      continue;
    }
    const [script, neighbour] = typeof step === 'string' ? [step] : [step.run, step.on];
    const { status, output } = await room.run(`${variables(victim)}\n${script}`, neighbour);
    if (status !== 0)
      throw new Unable(
        `The fault ${fault.id} could not be made: \`${script}\` ended with status ${status}. ${output.trim()}`,
        'If it happens again, mend the fault in lab/faults.',
      );
  }
}

/** Ids, MACs and paths of a plan hold no quote: the inventory's schema sees to that. */
function variables({ promised, port }: Victim): string {
  const [kernel = '', initrd = ''] = promised.images;
  const values = {
    HOST: promised.host,
    MAC: port.mac,
    BOOTIF: `01-${port.mac.replaceAll(':', '-')}`,
    TAP: port.tap,
    BRIDGE: port.bridge,
    BOOTFILE: promised.bootFile,
    KERNEL: kernel,
    INITRD: initrd,
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'`)
    .join('; ');
}
