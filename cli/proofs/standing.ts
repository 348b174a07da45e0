import type { ProofStatement, ProvenBoot, ProvenFile } from '../../generators/proof/statement.ts';
import { recordedChanges } from '../../lab/scenarios/changes.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import { Mistake } from '../mistake.ts';
import type { SiteVariant, Today } from './today.ts';

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
  const { predicate } = proof;
  const { boot } = predicate;
  if (predicate.result !== 'PASSED') return { holds: false, why: 'failed' };
  const other = otherBoots(scenario, boot);
  if (other !== undefined) return { holds: false, why: other };
  const unknown: string[] = [];
  try {
    for (const { variant, files } of filesOf(scenario, proof)) {
      const sums = await today.sums(variant, boot.server);
      for (const { name, digest } of files) {
        const path = name.slice(name.indexOf('/') + 1);
        if (!sums.has(path))
          return { holds: false, why: `${name} is not there any more`, file: name };
        const sum = sums.get(path);
        if (sum === undefined) unknown.push(name);
        else if (sum !== digest.sha256)
          return { holds: false, why: `${name} is another now`, file: name };
      }
    }
  } catch (error) {
    if (error instanceof Mistake) return { holds: false, why: error.message };
    throw error;
  }
  return { holds: true, unknown };
}

/** The files of each boot of a proof, and the site that they are those of. */
function filesOf(
  { now, changes, then = [] }: Scenario,
  { subject, predicate }: ProofStatement,
): { variant: SiteVariant; files: readonly ProvenFile[] }[] {
  const further = predicate.boot.then ?? [];
  return [
    { variant: { now, changes }, files: subject },
    ...further.map(({ differs }, index) => ({
      variant: { now, changes: { ...changes, ...then[index]?.changes } },
      files: differs,
    })),
  ];
}

/** In which way a scenario is not any more what was booted. */
function otherBoots(scenario: Scenario, boot: ProvenBoot): string | undefined {
  if (boot.host !== scenario.host) return `boots ${scenario.host} now, and ${boot.host} then`;
  const wanted = [scenario, ...(scenario.then ?? [])];
  const booted = [boot, ...(boot.then ?? [])];
  if (wanted.length !== booted.length)
    return `boots ${wanted.length} times now, and ${booted.length} times then`;
  for (const [index, { changes, until }] of wanted.entries()) {
    const was = booted[index]!;
    if (JSON.stringify(recordedChanges(changes)) !== JSON.stringify(was.changes))
      return 'makes other changes to the inventory now';
    if ((until ?? was.promised) !== was.until)
      return `waits for ${until ?? was.promised} now, and for ${was.until} then`;
  }
  return undefined;
}
