import { stages, type StageId } from '../plan/stages.ts';
import type { CauseFound, Diagnosis } from './diagnosis.ts';
import { hostsNamed } from './hosts.ts';
import type { Knowledge, KnownHost } from './knowledge.ts';
import { linesOf } from './lines.ts';
import { messagesIn, rankedCauses } from './rank.ts';
import { Rules } from './rules.ts';

/*
 * The diagnosis: from anything that a person can paste to causes with their fixes. Pure, so that the terminal, the tests and the
 * reader's browser have the same one.
 *
 *     const knowledge = knowledgeOf(catalogue, plans);        // where there are files; or parsed from JSON
 *     const diagnosis = diagnose({ text }, knowledge);        // anywhere
 *
 * The first call with a knowledge prepares its patterns; that is kept as long as the knowledge itself.
 */

export interface DiagnosisInput {
  /** What was pasted. */
  readonly text: string;
  /** The id, a MAC or an address of the host that it is about, where that is known. */
  readonly host?: string | undefined;
}

const prepared = new WeakMap<Knowledge, Rules>();

/** What is wrong, as far as the input tells. Never throws. */
export function diagnose({ text, host: named }: DiagnosisInput, knowledge: Knowledge): Diagnosis {
  let rules = prepared.get(knowledge);
  if (rules === undefined) prepared.set(knowledge, (rules = new Rules(knowledge.errors)));
  const lines = linesOf(text);
  const matches = rules.on(lines);
  const host =
    named === undefined
      ? onlyHost(hostsNamed(lines, knowledge.hosts))
      : hostCalled(named, knowledge);
  const { found } = messagesIn(knowledge.errors, rules, matches, () => undefined);
  const causes = rankedCauses(found, { knowledge, lines, matches, host, suspected: new Set() });
  const stage = causes[0]?.stage ?? null;
  return {
    stage,
    healthy: false,
    summary: summaryOf(causes, stage),
    host: host?.id ?? null,
    causes,
    machines: [],
    next: [],
  };
}

function hostCalled(name: string, { hosts }: Knowledge): KnownHost | undefined {
  const wanted = name.toLowerCase();
  return hosts.find(
    ({ id, macs, addresses }) =>
      id.toLowerCase() === wanted || macs.includes(wanted) || addresses.includes(wanted),
  );
}

function onlyHost([first]: readonly KnownHost[]): KnownHost | undefined {
  return first;
}

function summaryOf(causes: readonly CauseFound[], stage: StageId | null): string {
  const [first] = causes;
  if (first === undefined) return 'None of the known messages is in it.';
  const title = stages.find(({ id }) => id === stage)!.title;
  return `Stage ${title}: ${first.entry}.`;
}
