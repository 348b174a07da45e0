import type { ProofStatement } from '../../generators/proof/statement.ts';
import { installationIn } from '../../lab/install/installation.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import { standingOf } from './standing.ts';
import type { Today } from './today.ts';

/** A scenario without a proof that holds. */
export interface Open {
  readonly scenario: string;
  /** A few words. */
  readonly why: string;
  /** The first file that differs, if it is for one. */
  readonly file?: string | undefined;
}

/** How the proofs of a site stand, each list in the order of the scenarios. */
export interface Checked {
  readonly holding: readonly string[];
  readonly stale: readonly Open[];
  /** Installations whose proofs do not hold: half an hour is no part of every change, so they are made anew by their own command. */
  readonly installations: readonly Open[];
  /** What was never proven. */
  readonly missing: readonly Open[];
  /** Proofs of what cannot be booted any more. */
  readonly orphans: readonly string[];
  /** Payload that is not here, so that the proofs' own digests had to do. */
  readonly unknown: readonly string[];
}

/** Compares all proofs with the files as they would be today. */
export async function checkProofs(
  scenarios: readonly Scenario[],
  proofs: ReadonlyMap<string, ProofStatement>,
  today: Today,
): Promise<Checked> {
  const holding: string[] = [];
  const stale: Open[] = [];
  const installations: Open[] = [];
  const missing: Open[] = [];
  const unknown = new Set<string>();
  for (const scenario of scenarios) {
    const proof = proofs.get(scenario.id);
    const standing = await standingOf(scenario, proof, today);
    if (standing.holds) {
      holding.push(scenario.id);
      standing.unknown.forEach((name) => unknown.add(name));
    } else {
      const { why, file } = standing;
      const list =
        proof === undefined ? missing : installationIn(proof) === undefined ? stale : installations;
      list.push({ scenario: scenario.id, why, file });
    }
  }
  const ids = new Set(scenarios.map(({ id }) => id));
  const orphans = [...proofs.keys()].filter((id) => !ids.has(id));
  return { holding, stale, installations, missing, orphans, unknown: [...unknown].sort() };
}
