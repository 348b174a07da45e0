import type { YamlFile } from '../../generators/inventory/yaml-file.ts';
import type { Inventory } from '../../generators/inventory/inventory.ts';
import { problemAt, type Problem } from '../../generators/inventory/problem.ts';
import { collectionNames } from '../../generators/inventory/schema.ts';
import type { Plan } from '../../generators/plan/plan.ts';
import { fileInRepo } from './path-within.ts';

/**
 * Payload files of the repo that are not there. They are warnings, because a bundle is complete but for them; everything
 * else about payload shows only when it is fetched.
 */
export function checkLocalFiles(root: string, plans: readonly Plan[]): Problem[] {
  const problems = new Map<string, Problem>();
  for (const { inventory, payload } of plans) {
    for (const { source, because } of payload) {
      if (!('path' in source) || problems.has(source.path)) continue;
      const found = fileInRepo(root, source.path);
      if (!('why' in found)) continue;
      const reason = because.find(({ kind }) => kind === 'inventory');
      const file = reason?.kind === 'inventory' ? yamlFileOf(inventory, reason.file) : undefined;
      if (reason?.kind !== 'inventory' || file === undefined) continue;
      problems.set(
        source.path,
        problemAt(file, reason.path, 'value', {
          code: 'missing-file',
          message: `This file cannot be put into the bundle: ${found.why}.`,
          expected: 'the path of a file, from the root of the repo',
          received: source.path,
          advice: 'Correct the path, or add the file; until then the bundle leaves it out.',
        }),
      );
    }
  }
  return [...problems.values()];
}

function yamlFileOf(inventory: Inventory, path: string): YamlFile | undefined {
  for (const name of collectionNames)
    for (const { where } of inventory[name].values())
      if (where.file.path === path) return where.file;
  return undefined;
}
