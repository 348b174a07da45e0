import type { Scenario } from '../../lab/scenarios/scenario.ts';
import type { ScenarioSource } from '../scenario-plans.ts';
import { withScenarioSite, type ScenarioSite } from '../scenario-site.ts';
import { siteKey, sourceFor } from './today.ts';

interface Shared {
  readonly site: Promise<ScenarioSite>;
  /** Takes the bundle away. */
  readonly leave: () => Promise<void>;
  users: number;
}

/** The bundles of scenarios: built when the first needs it, shared by all that need the same, and gone after the last. */
export class SharedSites {
  readonly #source: ScenarioSource;
  readonly #shared = new Map<string, Shared>();
  readonly #waiting = new Map<string, number>();

  /** @param scenarios all that will ask for their site */
  constructor(source: ScenarioSource, scenarios: readonly Scenario[]) {
    this.#source = source;
    for (const scenario of scenarios) {
      const key = siteKey(scenario);
      this.#waiting.set(key, (this.#waiting.get(key) ?? 0) + 1);
    }
  }

  async use<T>(scenario: Scenario, use: (site: ScenarioSite) => Promise<T>): Promise<T> {
    const key = siteKey(scenario);
    let shared = this.#shared.get(key);
    if (shared === undefined) this.#shared.set(key, (shared = this.#open(scenario)));
    shared.users++;
    try {
      return await use(await shared.site);
    } finally {
      const waiting = this.#waiting.get(key)! - 1;
      this.#waiting.set(key, waiting);
      if (--shared.users === 0 && waiting === 0) await shared.leave();
    }
  }

  #open(scenario: Scenario): Shared {
    const site = Promise.withResolvers<ScenarioSite>();
    const left = Promise.withResolvers<void>();
    const source = sourceFor(this.#source, scenario);
    const gone = withScenarioSite(source, scenario.changes, async (built) => {
      site.resolve(built);
      await left.promise;
    }).catch(site.reject);
    const leave = async (): Promise<void> => {
      left.resolve();
      await gone;
    };
    return { site: site.promise, leave, users: 0 };
  }
}
