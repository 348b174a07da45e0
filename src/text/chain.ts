import { stages, type StageId } from '../../generators/plan/stages.ts';

/** What is known of the stages of a chain. */
export interface ChainState {
  readonly at?: StageId;
  readonly failed?: StageId;
  readonly done?: readonly StageId[];
}

/**
 * The boot chain in one line of ASCII, 82 columns at most: the stage that a page is about stands in brackets, one that
 * failed bears an `x`, one that was passed a `+`.
 */
export function chainLine({ at, failed, done = [] }: ChainState): string {
  return stages
    .map(({ id }) => {
      if (id === failed) return `[x ${id}]`;
      if (id === at) return `[${id}]`;
      return done.includes(id) ? `+${id}` : id;
    })
    .join(' > ');
}
