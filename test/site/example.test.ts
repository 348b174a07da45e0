import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXAMPLE, INVENTORY, readSources } from '../../cli/load-site.ts';
import { readInventory } from '../../generators/inventory/read.ts';

const root = join(import.meta.dirname, '../..');
const example = join(root, EXAMPLE);

/** All files of these folders with their bytes. */
function filesOf(top: string): Map<string, string> {
  const paths = ['content/inventory', 'content/preseed'].flatMap((folder) =>
    globSync(`${folder}/**/*.*`, { cwd: top }),
  );
  return new Map(paths.sort().map((path) => [path, readFileSync(join(top, path), 'utf8')]));
}

test('the example of the guide is the inventory that this repo ships, byte for byte', async () => {
  const { inventory } = readInventory(await readSources(example, INVENTORY));
  const own = readInventory(await readSources(root, INVENTORY)).inventory;
  // Whoever has put their own inventory in its place has another site, and keeps the example as it is.
  const shipped = own!.sites.has('ams1');
  expect(inventory!.hosts.size).toBeGreaterThanOrEqual(16);
  if (shipped) expect(filesOf(example), 'Copy it again: npm run example').toEqual(filesOf(root));
});
