import type { Moment } from '../generators/diagnose/time.ts';

/**
 * A moment of reading, in the zone of this machine.
 * @param milliseconds since 1970
 */
export function readingAt(milliseconds: number): Moment {
  const zone = -60 * new Date(milliseconds).getTimezoneOffset();
  return { seconds: milliseconds / 1000, zone };
}
