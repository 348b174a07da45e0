import { wrote, type Entity } from '../../generators/inventory/inventory.ts';
import { definedAt } from '../data/links.ts';
import { link, type Fact, type Words } from './content.ts';

/** The last fact of every object: the place where a person changes it. */
export function writtenIn(entity: Entity): Fact {
  const { href, words } = definedAt(entity);
  return { name: 'written in', value: href === undefined ? words : link(words, href), because: [] };
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
