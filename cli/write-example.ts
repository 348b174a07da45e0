import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLE } from './load-site.ts';

/*
 * Copies what this repo ships as its inventory into the folder of the example, which the published guide is made from:
 * `npm run example`, after a change to it. Whoever has put their own inventory there has no use for this.
 */

const root = join(import.meta.dirname, '..');
for (const folder of ['content/inventory', 'content/preseed']) {
  const copy = join(root, EXAMPLE, folder);
  rmSync(copy, { recursive: true, force: true });
  cpSync(join(root, folder), copy, { recursive: true });
}
