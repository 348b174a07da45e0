import { isUtf8 } from 'node:buffer';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MAX_FILE_BYTES, type SourceText } from '../generators/inventory/yaml-file.ts';
import type { Inventory } from '../generators/inventory/inventory.ts';
import type { Problem } from '../generators/inventory/problem.ts';
import { readInventory } from '../generators/inventory/read.ts';
import type { QuirksResult } from '../generators/catalogue/read.ts';
import { checkFormats } from '../generators/formats/index.ts';
import { endOfArming } from '../generators/plan/end-of-arming.ts';
import { planSite } from '../generators/plan/plan-site.ts';
import type { Plan } from '../generators/plan/plan.ts';
import { loadQuirks } from './load-quirks.ts';
import { asMistake, isSystemError, Mistake } from './mistake.ts';

/** The folder of the inventory, from the root of the repo. */
export const INVENTORY = 'content/inventory';

/** Where the example lies, whatever INVENTORY holds: a repo in small, with a folder content like that of the repo. */
export const EXAMPLE = 'examples/ams1';

/** What came of loading a site. With any error among the problems there are no plans. */
export interface LoadedSite {
  readonly inventory: Inventory | undefined;
  readonly plans: readonly Plan[];
  readonly problems: readonly Problem[];
  /**
   * The same boot server at the moment in which the first of its hosts is no longer armed; undefined if none is armed.
   * @throws Mistake if the inventory cannot be planned then
   */
  readonly later: Later;
}

/** From a plan to the plan of the same boot server at a later time. */
export type Later = (plan: Plan) => Plan | undefined;

/**
 * Reads every YAML file below a folder, in the order of their paths. Paths are given from the root of the repo.
 * @throws Mistake where a folder or file cannot be read
 */
export async function readSources(root: string, folder: string = INVENTORY): Promise<SourceText[]> {
  const yaml = await yamlFiles(resolve(root, folder), folder);
  return Promise.all(
    yaml.map(async (name) => {
      const path = `${folder.replace(/\/+$/, '')}/${name}`;
      return { path, text: await readText(resolve(root, path), path) };
    }),
  );
}

async function yamlFiles(absolute: string, folder: string): Promise<string[]> {
  try {
    const entries = await readdir(absolute, { recursive: true, withFileTypes: true });
    const names = entries
      .filter((entry) => !entry.isDirectory() && /\.ya?ml$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(absolute.length + 1))
      .sort();
    if (names.length > 0) return names;
    throw new Mistake(
      `There is no YAML file in the inventory folder ${folder}.`,
      'Name the folder that holds the inventory, or write its first file, ending in .yaml or .yml.',
    );
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) {
      throw new Mistake(
        `There is no inventory folder ${folder}.`,
        'Run this in the repo, or name the folder: --inventory DIR.',
      );
    }
    throw asMistake(error, folder) ?? error;
  }
}

async function readText(absolute: string, path: string): Promise<string> {
  try {
    const { size } = await stat(absolute);
    if (size > MAX_FILE_BYTES) {
      throw new Mistake(
        `${path} is too large for an inventory file: ${Math.round(size / 1024 / 1024)} MiB, and ${MAX_FILE_BYTES / 1024 / 1024} MiB is the limit.`,
        'Split it, or check that it is the file you meant.',
      );
    }
    const bytes = await readFile(absolute);
    if (!isUtf8(bytes)) {
      throw new Mistake(
        `${path} is not UTF-8: see line ${firstBadLine(bytes)}.`,
        'Save it as UTF-8.',
      );
    }
    return bytes.toString('utf8');
  } catch (error) {
    throw asMistake(error, path) ?? error;
  }
}

/** The first line that is not UTF-8. No UTF-8 sequence holds a newline, so each line can be judged by itself. */
function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    if (!isUtf8(bytes.subarray(start, end))) break;
    start = end + 1;
  }
  return line;
}

/** From files on disk to plans that every format can express. */
export async function loadSite(
  root: string,
  now: number,
  folder: string = INVENTORY,
): Promise<LoadedSite> {
  const [sources, quirks] = await Promise.all([readSources(root, folder), loadQuirks(root)]);
  return planSources(sources, now, quirks);
}

/** From texts to plans that every format can express. A quirk that cannot be read could be one that a machine has. */
export function planSources(
  sources: readonly SourceText[],
  now: number,
  { quirks, problems: unread }: QuirksResult,
): LoadedSite {
  const read = readInventory(sources);
  const { inventory } = read;
  const problems = [...read.problems, ...unread];
  if (inventory === undefined || unread.length > 0)
    return { inventory, plans: [], problems, later: () => undefined };
  const planned = planAt(now);
  return { ...planned, inventory, problems: [...problems, ...planned.problems], later };

  function planAt(time: number): Pick<LoadedSite, 'plans' | 'problems'> {
    const { plans, problems } = planSite(inventory!, time, quirks);
    const inexpressible = plans.flatMap(checkFormats);
    const failed = inexpressible.some(({ severity }) => severity === 'error');
    return { plans: failed ? [] : plans, problems: [...problems, ...inexpressible] };
  }

  function later(plan: Plan): Plan | undefined {
    const end = endOfArming(plan);
    if (end === undefined) return undefined;
    const { plans, problems } = planAt(end);
    const error = problems.find(({ severity }) => severity === 'error');
    if (error === undefined) return plans.find(({ server }) => server.id === plan.server.id);
    throw new Mistake(
      `At ${new Date(end).toISOString()}, when an arming ends, the inventory would have an error: ${error.message}`,
      error.advice,
    );
  }
}
