import type { RepairStep } from './step.ts';

/** The words above what is seen after a step: what a command prints, and of a check, what that means. */
export function headingOfSeen({ run, speaks }: Pick<RepairStep, 'run' | 'speaks'>): string {
  const seen = run === undefined ? 'one sees' : 'it says';
  if (speaks === undefined) return seen;
  return `if this is${speaks === 'for' ? '' : ' not'} the cause, ${seen}`;
}
