import { stages, type StageId } from '../../generators/plan/stages.ts';

/** The boot chain in one line of ASCII, 76 columns at most; the stage that a page is about stands in brackets. */
export function chainLine(at?: StageId): string {
  return stages.map(({ id }) => (id === at ? `[${id}]` : id)).join(' > ');
}
