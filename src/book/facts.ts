import { wrote, type Entity } from '../../generators/inventory/inventory.ts';
import { doesWords } from '../../generators/plan/quirk-words.ts';
import type { HostQuirk } from '../../generators/plan/quirks.ts';
import type { PlannedHost } from '../data/book.ts';
import { definedAt } from '../data/links.ts';
import { link, type Fact, type Section, type Words } from './content.ts';

/** The last fact of every object: the place where a person changes it. */
export function writtenIn(entity: Entity): Fact {
  const { href, words } = definedAt(entity);
  return { name: 'written in', value: href === undefined ? words : link(words, href), because: [] };
}

/**
 * Quirks of a machine or a model: what each does, and why it is taken to have it; of a declined one, why it is.
 * @param where the machine: then only what they do there is told
 */
export function quirkSection(quirks: readonly HostQuirk[], where?: PlannedHost): Section[] {
  if (quirks.length === 0) return [];
  return [
    {
      kind: 'facts',
      title: 'Quirks',
      id: 'quirks',
      intro: 'What is known to be odd about it, and what the plan does about that.',
      facts: quirks.map((had): Fact => {
        const { quirk, because, declined } = had;
        return {
          name: quirk.id,
          value: [link(quirk.title, `/quirks/${quirk.id}/`), ` (${doesWords(had, where)})`],
          because: [
            ...because.filter((reason) => reason.kind !== 'quirk'),
            ...(declined?.because ?? []),
          ],
        };
      }),
    },
  ];
}

/** Facts about one object, each with the inventory line of its key. What nobody wrote is left out. */
export function factsOf(
  entity: Entity,
  values: readonly (readonly [name: string, value: Words | undefined, ...path: string[]])[],
): Fact[] {
  return values.flatMap(([name, value, ...path]) =>
    value === undefined ? [] : [{ name, value, because: [wrote(entity, ...path)] }],
  );
}
