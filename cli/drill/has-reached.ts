import type { LabStatus } from '../../lab/keep/lab.ts';

/**
 * Whether a machine has reached a stage as its boot server wants it. One that gets nowhere over the network gives up and
 * starts its disk as well, without having been told to.
 */
export function hasReached(
  { power, stages }: Pick<LabStatus['machines'][number], 'power' | 'stages'>,
  stage: string,
): boolean {
  const way = stage === 'handoff' ? ['menu', stage] : [stage];
  return power === 'on' && way.every((id) => stages.some((each) => each.stage === id));
}
