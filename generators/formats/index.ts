import type { Artifact } from '../artifact.ts';
import type { Problem } from '../inventory/problem.ts';
import type { Plan } from '../plan/plan.ts';
import { dnsmasq } from './dnsmasq.ts';
import type { Format } from './format.ts';
import { nginx } from './nginx.ts';

/** Every format, in the order in which a boot server's files are listed. */
export const formats: readonly Format[] = [dnsmasq, nginx];

/** Every value that some format cannot express. */
export function checkFormats(plan: Plan): Problem[] {
  return formats.flatMap((format) => format.check(plan));
}

/** Every file of one boot server but its payload, one at a time, so that a large site never lies in memory as a whole. */
export function* emitArtifacts(plan: Plan): Generator<Artifact> {
  for (const format of formats) yield* format.emit(plan);
}
