import { stages, type StageId } from '../plan/stages.ts';
import type { ParsedStatement } from './parsed.ts';
import type { ProofStatement, ProvenFile } from './statement.ts';

/** How much is known of a file, from less to more. Something of which nothing is known has no level. */
export const levels = ['parsed', 'served', 'booted'] as const;

/**
 * `parsed`: the real server's checker took it. `served`: a real client was answered with it. `booted`: it took part in a
 * boot that reached what the plan promises.
 */
export type Level = (typeof levels)[number];

/** The level that something has reached, and what shows it. */
export interface Reached {
  readonly level: Level;
  /** The day and time, ISO 8601 in UTC. */
  readonly time: string;
  /** Versions of Debian's packages that took part, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** The id of the scenario, or of the checker where the level is `parsed`. */
  readonly proof: string;
}

/** Levels by the exact bytes: a file of which a single byte is another has none. */
export class FileLevels {
  readonly #reached = new Map<string, Reached>();

  constructor(proofs: Iterable<ProofStatement>, parsed: Iterable<ParsedStatement>) {
    for (const { subject, predicate } of parsed) {
      const { checker, time, versions } = predicate.check;
      this.#add(subject, { level: 'parsed', time, versions, proof: checker });
    }
    for (const { subject, predicate } of proofs) {
      if (predicate.result !== 'PASSED') continue;
      const { boot } = predicate;
      this.#add(subject, reachedBy(boot, boot));
      for (const further of boot.then ?? []) this.#add(further.differs, reachedBy(boot, further));
    }
  }

  /** @param file its path in the bundle with its boot server, and its digest */
  of(file: ProvenFile): Reached | undefined {
    return this.#reached.get(key(file));
  }

  #add(files: readonly ProvenFile[], reached: Reached): void {
    for (const file of files)
      this.#reached.set(key(file), better(this.#reached.get(key(file)), reached));
  }
}

/** The level of each route, by its id: the best of the boots that took it. A route that nobody took has none. */
export function routeLevels(proofs: Iterable<ProofStatement>): Map<string, Reached> {
  const reached = new Map<string, Reached>();
  for (const { predicate } of proofs) {
    const { boot } = predicate;
    if (predicate.result === 'PASSED')
      reached.set(boot.route, better(reached.get(boot.route), reachedBy(boot, boot)));
  }
  return reached;
}

function key({ name, digest }: ProvenFile): string {
  return `${digest.sha256} ${name}`;
}

type Boot = ProofStatement['predicate']['boot'];

/** A boot that was not watched to its end has shown that its files are served, and no more. */
function reachedBy(
  { time, versions, scenario }: Boot,
  { until, promised }: Pick<Boot, 'until' | 'promised'>,
): Reached {
  const level = rank(until) >= rank(promised) ? 'booted' : 'served';
  return { level, time, versions, proof: scenario };
}

function rank(stage: StageId): number {
  return stages.findIndex(({ id }) => id === stage);
}

/** The higher level; of the same, the one that was reached last. */
function better(a: Reached | undefined, b: Reached): Reached {
  if (a === undefined) return b;
  const higher = levels.indexOf(b.level) - levels.indexOf(a.level);
  return higher > 0 || (higher === 0 && b.time > a.time) ? b : a;
}
