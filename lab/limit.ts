import type { Architecture } from '../generators/inventory/schema.ts';

/** Seconds that the trivial guest takes to count (inside/measure.ts) on the machine on which LIMITS were set: TCG, idle. */
const REFERENCE = 0.6;

/**
 * Seconds from power-on to the last stage at that speed, with room to spare: measured were 25 to 70 for amd64 and 45 for
 * arm64, with a second machine running beside.
 */
const LIMITS: Record<Architecture, number> = { amd64: 200, arm64: 240 };

/** A measurement of half a second says little about minutes, so a slow moment does not make a hang last for an hour. */
const MOST = 3;

/**
 * Seconds that a boot may take here.
 * @param counting seconds that the trivial guest took to count
 * @param usual seconds that it may take on the machine on which LIMITS were set, if those are not it
 */
export function timeLimit(
  architecture: Architecture,
  counting: number,
  usual: number = LIMITS[architecture],
): number {
  return Math.ceil(usual * speedOf(counting));
}

/** How many times slower than the reference this machine is, at least 1. */
export function speedOf(counting: number): number {
  return Math.min(MOST, Math.max(1, counting / REFERENCE));
}
