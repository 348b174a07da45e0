import type { Entity } from '../inventory/inventory.ts';
import { collectionNames } from '../inventory/schema.ts';
import type { Exporter } from './export.ts';

/** The inventory itself, with defaults and `extends` filled in, in the shape of its YAML. */
export const json: Exporter = {
  id: 'json',
  gives: 'the whole inventory as JSON, with defaults and `extends` filled in',
  source: 'https://www.rfc-editor.org/rfc/rfc8259',
  write(inventory) {
    const all = Object.fromEntries(
      collectionNames.map((name) => [
        name,
        Object.fromEntries(
          [...inventory[name].values()].map((each: Entity) => [
            each.id,
            { ...each, id: undefined, where: undefined },
          ]),
        ),
      ]),
    );
    return `${JSON.stringify(all, undefined, 2)}\n`;
  },
};
