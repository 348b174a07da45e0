import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceText } from '../generators/inventory/document.ts';
import type { Inventory } from '../generators/inventory/inventory.ts';
import type { Problem } from '../generators/inventory/problem.ts';
import { readInventory } from '../generators/inventory/read.ts';
import { checkFormats } from '../generators/formats/index.ts';
import { planSite, type Plan } from '../generators/plan/plan.ts';

/** The folder of the inventory, from the root of the repo. */
export const INVENTORY = 'content/inventory';

/** What came of loading a site. With any error among the problems there are no plans. */
export interface LoadedSite {
  readonly inventory: Inventory | undefined;
  readonly plans: readonly Plan[];
  readonly problems: readonly Problem[];
}

/** Reads every YAML file below a folder, in the order of their paths. Paths are given from the root of the repo. */
export async function readSources(root: string, folder: string = INVENTORY): Promise<SourceText[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  const yaml = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  return Promise.all(
    yaml.map(async (name) => {
      const path = `${folder}/${name.replaceAll('\\', '/')}`;
      return { path, text: await readFile(join(root, path), 'utf8') };
    }),
  );
}

/** From files on disk to plans that every format can express. */
export async function loadSite(
  root: string,
  now: number,
  folder: string = INVENTORY,
): Promise<LoadedSite> {
  const { inventory, problems } = readInventory(await readSources(root, folder));
  if (inventory === undefined) return { inventory, plans: [], problems };
  const planned = planSite(inventory, now);
  const inexpressible = planned.plans.flatMap(checkFormats);
  const failed = inexpressible.some(({ severity }) => severity === 'error');
  return {
    inventory,
    plans: failed ? [] : planned.plans,
    problems: [...problems, ...planned.problems, ...inexpressible],
  };
}
