import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What came of a drill. Times are in seconds from the call, when all machines had been switched on. */
export interface DrillResult {
  readonly drill: string;
  /** When it began, by ISO 8601. */
  readonly began: string;
  /** Whether nobody played: the page's own fix was. */
  readonly unattended: boolean;
  readonly hosts: readonly string[];
  /** Until it was known what is wrong; undefined if nobody said so. */
  readonly found: number | undefined;
  /** From then, or else from the call, until the service was restored; undefined if it was not. */
  readonly repair: number | undefined;
  readonly total: number;
  readonly hints: number;
}

/** Where results are kept: one JSON object a line. */
export function resultLog(root: string): string {
  const state = process.env['XDG_STATE_HOME'];
  return state ? join(state, 'bootbook', 'drills.jsonl') : join(root, '.cache', 'drills.jsonl');
}

/** Adds a result to the log. */
export function keepResult(file: string, result: DrillResult): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(result)}\n`);
}

/** A result in words. */
export function resultText({ drill, hosts, found, repair, total, hints }: DrillResult): string {
  const outcome =
    repair === undefined
      ? `Not restored after ${minutes(total)}.`
      : `Restored: ${hosts.length === 1 ? 'the machine is' : `all ${hosts.length} machines are`} back.`;
  return [
    `${drill}: ${outcome}`,
    `  time to find    ${found === undefined ? 'not said' : minutes(found)}`,
    `  time to repair  ${repair === undefined ? 'not repaired' : minutes(repair)}`,
    `  hints used      ${hints}`,
    '',
  ].join('\n');
}

/** Seconds as `1.5 min`. */
export function minutes(seconds: number): string {
  return `${(seconds / 60).toFixed(1)} min`;
}
