import type { Level, Reached } from '../../generators/proof/levels.ts';

/** What each level means, in a few words. */
export const reachedWords: Readonly<Record<Level, string>> = {
  parsed: "read by the real server's own checker",
  served: 'sent to a real client in the lab',
  booted: 'a machine in the lab has booted with exactly these bytes',
};

/** The page that shows it. */
export function reachedHref({ level, proof }: Reached): string {
  return level === 'parsed' ? '/explain/proofs/' : `/proofs/${proof}/`;
}
