import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QuirksResult } from '../generators/catalogue/read.ts';
import type { SourceText } from '../generators/inventory/yaml-file.ts';
import type { Plan } from '../generators/plan/plan.ts';
import type { FurtherBoot } from '../lab/boot.ts';
import { changed, type Changes } from '../lab/scenarios/changes.ts';
import type { Scenario } from '../lab/scenarios/scenario.ts';
import { sourcesOf, writeTrees } from './bundle/build-bundle.ts';
import type { BuiltSite } from './bundle/built-site.ts';
import { loadQuirks } from './load-quirks.ts';
import { planSources, readSources, type LoadedSite } from './load-site.ts';
import { Mistake } from './mistake.ts';
import type { PayloadCache } from './payload/cache.ts';
import { obtainPayload, type Obtained } from './payload/obtain.ts';
import { standIn } from './secrets/stand-in.ts';
import { Progress } from './terminal.ts';

/** A site as a scenario wants it, and its bundle as `bootbook build` would write it. */
export interface ScenarioSite {
  readonly plans: readonly Plan[];
  /** The bundle; each boot server's tree is in a folder of its id. */
  readonly bundle: string;
  /** Its payload, by source; what could not be had is not in the bundle. */
  readonly payload: Obtained;
}

/** Where scenarios take their inventory and their payload from. */
export interface ScenarioSource {
  /** Absolute path of the repo. */
  readonly root: string;
  /** The time at which arming is judged, in milliseconds since 1970. */
  readonly now: number;
  readonly inventory?: string | undefined;
  readonly cache: PayloadCache;
  /** The quirks of the repo, where they have been read already. */
  readonly quirks?: QuirksResult | undefined;
  /** The book, where the boot servers are to serve it as well. */
  readonly book?: BuiltSite | undefined;
}

/**
 * Changes a copy of the inventory in memory, builds its bundle in a folder of its own, lets somebody use it, and takes
 * the folder away.
 * @throws Mistake if the changed inventory has errors
 */
export async function withScenarioSite<T>(
  source: ScenarioSource,
  changes: Changes | undefined,
  use: (site: ScenarioSite) => Promise<T>,
): Promise<T> {
  const { plans, later } = await siteWith(source, changes);
  const folder = await mkdtemp(join(tmpdir(), 'bootbook-scenario-'));
  try {
    const { root, cache, book } = source;
    const progress = new Progress();
    const sources = plans.flatMap((plan) => sourcesOf(plan, later));
    const how = { root, cache, offline: false, refresh: false, progress };
    // What cannot be had is told by the boot that needs it.
    const payload = await obtainPayload(sources, how);
    await writeTrees(plans, folder, payload, progress, {
      placing: 'share',
      secrets: standIn,
      later,
      site: book,
    });
    return await use({ plans, bundle: folder, payload });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What follows the first boot of a scenario, each boot with its own plan. */
export async function furtherBoots(
  source: ScenarioSource,
  { host: id, changes, then }: Scenario,
): Promise<FurtherBoot[]> {
  return Promise.all(
    (then ?? []).map(async ({ changes: own, until, operator, visit, patience }) => {
      for (const plan of await plansWith(source, { ...changes, ...own })) {
        const host = plan.hosts.find((each) => each.host.id === id);
        if (host !== undefined) return { plan, host, until, operator, visit, patience };
      }
      throw new Error(`No boot server of the scenario has ${id}.`);
    }),
  );
}

/** The plans of a site with some settings changed. */
export async function plansWith(
  source: ScenarioSource,
  changes: Changes | undefined,
): Promise<readonly Plan[]> {
  return (await siteWith(source, changes)).plans;
}

async function siteWith(
  { root, now, inventory, quirks: known }: ScenarioSource,
  changes: Changes | undefined,
): Promise<LoadedSite> {
  const sources: SourceText[] = await readSources(root, inventory);
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
