import { writeFileSync } from 'node:fs';
import { inventoryJsonSchema } from '../generators/inventory/schema.ts';

/** Writes the JSON Schema that editors complete and check the inventory with. test/site/schema.test.ts holds it up to date. */
writeFileSync(
  new URL('../public/schema/inventory.json', import.meta.url),
  `${JSON.stringify(inventoryJsonSchema(), null, 2)}\n`,
);
