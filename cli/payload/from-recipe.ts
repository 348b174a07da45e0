import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '../../generators/inventory/schema.ts';
import packages from '../../lab/debian-packages.json' with { type: 'json' };
import { pathOf } from '../../lab/tools.ts';
import { hashFile } from '../hash-file.ts';
import type { Progress } from '../terminal.ts';
import type { PayloadCache } from './cache.ts';
import type { Closure, DebianPackages } from './debian.ts';
import { sourceKey, wrongSum, type Missing, type Ready } from './payload.ts';
import { recipeByName } from './recipes/index.ts';
import { CannotMake, type Recipe } from './recipes/recipe.ts';

export type RecipeSource = Extract<Source, { recipe: string }>;

/** What was made of a source before, unless the recipe itself has changed since. */
export function madeBefore(source: RecipeSource, cache: PayloadCache): Ready | undefined {
  const known = cache.find(source);
  if (known === undefined || !('recipe' in known.origin)) return undefined;
  return known.origin.text === textOf(recipeByName[source.recipe]) ? known : undefined;
}

/**
 * Makes the files of one recipe for one architecture.
 * @param sources all of the same recipe and architecture
 */
export async function makeRecipe(
  sources: readonly RecipeSource[],
  debian: DebianPackages,
  cache: PayloadCache,
  progress: Progress,
): Promise<Map<string, Ready | Missing>> {
  const { recipe: name, architecture } = sources[0]!;
  const recipe = recipeByName[name];
  const all = (result: Missing): Map<string, Missing> =>
    new Map(sources.map((source) => [sourceKey(source), result]));
  const lacking = missingProgram(recipe);
  if (lacking !== undefined) return all(lacking);
  const work = cache.workFolder();
  try {
    const closure = await debian.closure(recipe, architecture, work);
    if ('why' in closure) return all(closure);
    const text = textOf(recipe);
    const known = sources.map((source) => madeBefore(source, cache));
    if (known.every((each) => each !== undefined && sameOf(each, closure)))
      return new Map(sources.map((source, index) => [sourceKey(source), known[index]!]));
    const out = join(work, 'out');
    mkdirSync(out);
    const own = join(work, 'work');
    mkdirSync(own);
    await recipe.make({
      architecture,
      unpacked: async () => {
        const root = await debian.unpackAll(closure, work);
        if (typeof root !== 'string') throw new CannotMake(root.why);
        return root;
      },
      work: own,
      out,
      progress,
    });
    const made = sources.map((source): [string, Ready | Missing] => {
      const file = join(out, source.file);
      const why = wrongSum(source, hashFile(file).sha256);
      const packages = closure.versions;
      const origin = { recipe: name, architecture, file: source.file, text, packages };
      return [sourceKey(source), why === undefined ? cache.keep(source, file, origin) : { why }];
    });
    return new Map(made);
  } catch (error) {
    if (error instanceof CannotMake) return all({ why: error.message });
    throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function sameOf({ origin }: Ready, { versions }: Closure): boolean {
  return 'recipe' in origin && JSON.stringify(origin.packages) === JSON.stringify(versions);
}

/** SHA-256 over everything of this project that decides what the recipe gives. */
function textOf({ packages, text }: Recipe): string {
  const sums = text.map((url) => hash('sha256', readFileSync(url)));
  return hash('sha256', JSON.stringify([packages, sums]));
}

function missingProgram({ programs }: Recipe): Missing | undefined {
  const missing = programs.filter((program) => pathOf(program) === undefined);
  if (missing.length === 0) return undefined;
  const wanted = missing.map((program) => packages[program]).join(' ');
  return { why: `it needs ${missing.join(', ')}; on Debian: apt-get install ${wanted}` };
}
