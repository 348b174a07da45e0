import { scenarios } from '../../lab/scenarios/index.ts';
import type { LabBook } from '../data/lab.ts';

/** The boot or the fault that proved a written page last. */
export interface LastProof {
  /** `2026-11-23` */
  readonly day: string;
  readonly title: string;
  readonly href: string;
}

/**
 * What proved a written page last, of all that its front matter names; undefined if it names nothing, or nothing that this
 * inventory has a proof of.
 * @param ids scenarios, those of hosts and installations among them, and faults
 * @throws Error if one of them is neither
 */
export function lastProof(
  { proofs, faults }: Pick<LabBook, 'proofs' | 'faults'>,
  page: string,
  ids: readonly string[],
): LastProof | undefined {
  const known = new Map<string, LastProof>();
  for (const { predicate } of proofs) {
    const { scenario, title, time } = predicate.boot;
    known.set(scenario, { day: time.slice(0, 10), title, href: `/proofs/${scenario}/` });
  }
  for (const { fault, record } of faults)
    if (record !== undefined)
      known.set(fault.id, {
        day: record.date.slice(0, 10),
        title: fault.title,
        href: `/faults/${fault.id}/`,
      });
  const found = ids.flatMap((id) => {
    const proof = known.get(id);
    if (proof === undefined && !isDeclared(id))
      throw new Error(
        `${page}: provenBy names '${id}', which is neither a scenario of lab/scenarios nor a fault of lab/faults. Its file there is called otherwise.`,
      );
    return proof ?? [];
  });
  return found.toSorted((a, b) => (a.day < b.day ? 1 : -1))[0];
}

/** Whether there is such a scenario, even if nothing has proven it yet. Another inventory has other hosts. */
function isDeclared(id: string): boolean {
  return /^(?:host|install)-/.test(id) || scenarios.some((scenario) => scenario.id === id);
}
