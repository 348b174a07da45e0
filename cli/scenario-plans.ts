import type { QuirksResult } from '../generators/catalogue/read.ts';
import type { SourceText } from '../generators/inventory/yaml-file.ts';
import type { Plan } from '../generators/plan/plan.ts';
import { changed, type Changes } from '../lab/scenarios/changes.ts';
import type { BuiltSite } from './bundle/built-site.ts';
import { loadQuirks } from './load-quirks.ts';
import { planSources, readSources, type LoadedSite } from './load-site.ts';
import { Mistake } from './mistake.ts';
import type { PayloadCache } from './payload/cache.ts';

/** Where scenarios take their inventory and their payload from. */
export interface ScenarioSource {
  /** Absolute path of the repo. */
  readonly root: string;
  /** The time at which arming is judged, in milliseconds since 1970. */
  readonly now: number;
  readonly inventory?: string | undefined;
  readonly cache: PayloadCache;
  /** The files of the inventory and the quirks of the repo, where they have been read already. */
  readonly sources?: readonly SourceText[] | undefined;
  readonly quirks?: QuirksResult | undefined;
  /** The book, where the boot servers are to serve it as well. */
  readonly book?: BuiltSite | undefined;
}

/** The plans of a site with some settings changed. */
export async function plansWith(
  source: ScenarioSource,
  changes: Changes | undefined,
): Promise<readonly Plan[]> {
  return (await siteWith(source, changes)).plans;
}

/**
 * A site with some settings changed.
 * @throws Mistake if the changed inventory has errors
 */
export async function siteWith(
  { root, now, inventory, sources: read, quirks: known }: ScenarioSource,
  changes: Changes | undefined,
): Promise<LoadedSite> {
  const sources = read ?? (await readSources(root, inventory));
  const quirks = known ?? (await loadQuirks(root));
  const texts = changes === undefined ? sources : changed(sources, changes);
  const site = planSources(texts, now, quirks);
  const error = site.problems.find(({ severity }) => severity === 'error');
  if (error !== undefined)
    throw new Mistake(
      `With the changes of the scenario the inventory has errors: ${error.message}`,
      'Mend the scenario in lab/scenarios, or the inventory.',
    );
  return site;
}
