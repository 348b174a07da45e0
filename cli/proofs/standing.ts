import type { ProofStatement } from '../../generators/proof/statement.ts';
import { recordedChanges } from '../../lab/proof/prove.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import { Mistake } from '../mistake.ts';
import type { Today } from './today.ts';

/** Whether a scenario's proof holds for the files as they would be today. */
export type Standing =
  | {
      readonly holds: true;
      /** Files whose digests could not be compared, since nobody has fetched them here. */
      readonly unknown: readonly string[];
    }
  | {
      readonly holds: false;
      /** A few words: `boot1/srv/tftp/boot.ipxe is another`. */
      readonly why: string;
      /** The first file that differs, if it is for one. */
      readonly file?: string | undefined;
    };

/** Compares a proof with today's files. */
export async function standingOf(
  scenario: Scenario,
  proof: ProofStatement | undefined,
  today: Today,
): Promise<Standing> {
  if (proof === undefined) return { holds: false, why: 'was never proven' };
  const { subject, predicate } = proof;
  const { boot } = predicate;
  if (predicate.result !== 'PASSED') return { holds: false, why: 'failed' };
  const other = otherBoot(scenario, boot);
  if (other !== undefined) return { holds: false, why: other };
  const unknown: string[] = [];
  try {
    const sums = await today.sums(scenario, boot.server);
    for (const { name, digest } of subject) {
      const path = name.slice(name.indexOf('/') + 1);
      if (!sums.has(path))
        return { holds: false, why: `${name} is not there any more`, file: name };
      const sum = sums.get(path);
      if (sum === undefined) unknown.push(name);
      else if (sum !== digest.sha256)
        return { holds: false, why: `${name} is another now`, file: name };
    }
  } catch (error) {
    if (error instanceof Mistake) return { holds: false, why: error.message };
    throw error;
  }
  return { holds: true, unknown };
}

/** In which way a scenario is not any more what was booted. */
function otherBoot(
  scenario: Scenario,
  boot: ProofStatement['predicate']['boot'],
): string | undefined {
  if (boot.host !== scenario.host) return `boots ${scenario.host} now, and ${boot.host} then`;
  const changes = JSON.stringify(recordedChanges(scenario.changes));
  if (changes !== JSON.stringify(boot.changes)) return 'makes other changes to the inventory now';
  const until = scenario.until ?? boot.promised;
  return until === boot.until ? undefined : `waits for ${until} now, and for ${boot.until} then`;
}
