import type { RepairStep } from '../catalogue/step.ts';

/** A piece of an emitted file that a step asks for. */
export type Wanted = NonNullable<RepairStep['config']>;

/** By which a host knows such a piece. It stands apart, so that the browser needs none of the formats. */
export function configKey({ format, find = '', lines }: Wanted): string {
  return `${format} ${lines ?? 1} ${find}`;
}
