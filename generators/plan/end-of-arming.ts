import type { Plan } from './plan.ts';

const SECOND = 1000;

/**
 * When the first arming of a boot server's hosts ends, in milliseconds since 1970 and on a whole second: from then on that host
 * boots its disk. Undefined if none of them is armed.
 */
export function endOfArming({ hosts, now }: Plan): number | undefined {
  const ends = hosts
    .filter(({ profile }) => profile.value.destructive)
    .map(({ host }) => Date.parse(host.armedUntil!))
    .filter((end) => end > now);
  return ends.length === 0 ? undefined : Math.ceil(Math.min(...ends) / SECOND) * SECOND;
}
