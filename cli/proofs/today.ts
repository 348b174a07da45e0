import type { Plan } from '../../generators/plan/plan.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import type { Source } from '../../generators/inventory/schema.ts';
import { loadQuirks } from '../load-quirks.ts';
import { readSources } from '../load-site.ts';
import { knownSum } from '../payload/known-sum.ts';
import { sourceKey } from '../payload/payload.ts';
import { plansWith, type ScenarioSource } from '../scenario-plans.ts';
import { emittedContents } from './contents.ts';

/** The site that a scenario wants: with its changes made, at its time. */
export type SiteVariant = Pick<Scenario, 'changes' | 'now'>;

/** Where the inventory of a variant comes from, at its time. */
export function sourceFor(source: ScenarioSource, { now }: SiteVariant): ScenarioSource {
  return now === undefined ? source : { ...source, now: Date.parse(now) };
}

/** Variants with the same key are the same site. */
export function siteKey({ changes, now }: SiteVariant): string {
  return JSON.stringify([
    now ?? '',
    Object.entries(changes ?? {}).map(([key, value]) => [key, value ?? null]),
  ]);
}

/** What a boot server's files would be today, for each variant of the site. What scenarios have in common is worked out once. */
export class Today {
  readonly #source: ScenarioSource;
  readonly #payload: boolean;
  readonly #read: Promise<Required<Pick<ScenarioSource, 'sources' | 'quirks'>>>;
  readonly #plans = new Map<string, Promise<readonly Plan[]>>();
  readonly #payloadSums = new Map<string, string | undefined>();
  readonly #sums = new Map<string, ReadonlyMap<string, string | undefined>>();

  /** @param payload whether payload is looked up as well, or only what is emitted */
  constructor(source: ScenarioSource, payload: boolean) {
    this.#source = source;
    this.#payload = payload;
    this.#read = read(source);
  }

  /** @throws Mistake if the inventory has errors with the scenario's changes */
  plans(variant: SiteVariant): Promise<readonly Plan[]> {
    const key = siteKey(variant);
    let plans = this.#plans.get(key);
    if (plans === undefined) this.#plans.set(key, (plans = this.#plansWith(variant)));
    return plans;
  }

  /**
   * SHA-256 of every file of a boot server, by its path below the server's root. A payload file that is neither in the
   * repo nor in the cache has none.
   */
  async sums(
    variant: SiteVariant,
    server: string,
  ): Promise<ReadonlyMap<string, string | undefined>> {
    const key = `${server} ${siteKey(variant)}`;
    let sums = this.#sums.get(key);
    if (sums === undefined) {
      const plan = (await this.plans(variant)).find((each) => each.server.id === server);
      this.#sums.set(key, (sums = plan === undefined ? new Map() : this.#sumsOf(plan)));
    }
    return sums;
  }

  async #plansWith(variant: SiteVariant): Promise<readonly Plan[]> {
    const source = sourceFor(this.#source, variant);
    return plansWith({ ...source, ...(await this.#read) }, variant.changes);
  }

  #sumsOf(plan: Plan): Map<string, string | undefined> {
    const sums = new Map<string, string | undefined>();
    for (const [path, { sha256 }] of emittedContents(plan)) sums.set(path, sha256);
    for (const { path, source } of plan.payload)
      sums.set(path, this.#payload ? this.#payloadSum(source) : undefined);
    return sums;
  }

  #payloadSum(source: Source): string | undefined {
    const { root, cache } = this.#source;
    const key = sourceKey(source);
    if (!this.#payloadSums.has(key)) this.#payloadSums.set(key, knownSum(source, root, cache));
    return this.#payloadSums.get(key);
  }
}

async function read({
  root,
  inventory,
  sources,
  quirks,
}: ScenarioSource): Promise<Required<Pick<ScenarioSource, 'sources' | 'quirks'>>> {
  return {
    sources: sources ?? (await readSources(root, inventory)),
    quirks: quirks ?? (await loadQuirks(root)),
  };
}
