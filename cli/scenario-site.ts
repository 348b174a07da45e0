import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '../generators/plan/plan.ts';
import type { FurtherBoot } from '../lab/boot.ts';
import type { Changes } from '../lab/scenarios/changes.ts';
import type { Scenario } from '../lab/scenarios/scenario.ts';
import { sourcesOf, writeTrees } from './bundle/build-bundle.ts';
import { obtainPayload, type Obtained } from './payload/obtain.ts';
import { plansWith, siteWith, type ScenarioSource } from './scenario-plans.ts';
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
