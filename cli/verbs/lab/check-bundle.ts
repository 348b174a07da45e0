import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../../generators/plan/plan.ts';
import { compareTree } from '../../bundle/compare.ts';
import { Mistake } from '../../mistake.ts';
import { PayloadCache } from '../../payload/cache.ts';
import { plural, Progress } from '../../terminal.ts';

/**
 * What boots must be what the inventory says now, or the result would tell nothing about it.
 * @param folder the boot server's tree
 * @param named the folder of all trees, as the person wrote it
 * @throws Mistake
 */
export function checkBundle(plan: Plan, folder: string, named: string, root: string): void {
  if (!existsSync(folder))
    throw new Mistake(
      `There is no bundle for ${plan.server.id} in ${named}.`,
      'Run `bootbook build` first.',
    );
  const cache = new PayloadCache(join(root, '.cache', 'payload'));
  const stale = [...compareTree(plan, folder, root, cache, new Progress())].filter(
    ({ kind }) => kind === 'config',
  );
  if (stale.length > 0)
    throw new Mistake(
      `The bundle is not what the inventory says now: ${plural(stale.length, 'file')} would change, the first is ${stale[0]!.path}.`,
      'Run `bootbook build` again, with the same --now; `bootbook plan` shows the difference.',
    );
}
