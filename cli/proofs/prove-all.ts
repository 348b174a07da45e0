import { hash } from 'node:crypto';
import type { ProofStatement, ProvenFile } from '../../generators/proof/statement.ts';
import type { BootOptions } from '../../lab/boot.ts';
import { filesOf, toolsOf } from '../../lab/proof/took-part.ts';
import { proofOf } from '../../lab/proof/prove.ts';
import { failureText } from '../../lab/result.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import { Unable } from '../../lab/unable.ts';
import { versionsOf } from '../../lab/versions.ts';
import { readSources } from '../load-site.ts';
import { asMistake } from '../mistake.ts';
import type { ScenarioSource } from '../scenario-plans.ts';
import type { ScenarioSite } from '../scenario-site.ts';
import { serverContents, type ServerFile } from './contents.ts';
import { runScenario } from './run-scenario.ts';
import { SharedSites } from './shared-sites.ts';
import { sourceFor } from './today.ts';

/** What came of proving a scenario: its proof, or why there is none, in as many lines as a person needs. */
export type Outcome =
  | { readonly scenario: Scenario; readonly proof: ProofStatement }
  | { readonly scenario: Scenario; readonly failure: string };

/** Told as the boots go on. */
export interface ProofEvents {
  readonly begin: (scenario: Scenario) => Pick<BootOptions, 'onPower' | 'onStage'>;
  readonly end: (outcome: Outcome) => void;
}

/** Boots scenarios, so many at a time, and goes on after a failure. */
export async function proveAll(
  source: ScenarioSource,
  scenarios: readonly Scenario[],
  jobs: number,
  events: ProofEvents,
): Promise<void> {
  const sites = new SharedSites(source, scenarios);
  const configuration = await inventoryFiles(source);
  const left = [...scenarios];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const scenario = next;
      const watch = events.begin(scenario);
      const prove = (site: ScenarioSite): Promise<Outcome> =>
        proveOne(source, site, scenario, configuration, watch);
      events.end(await sites.use(scenario, prove).catch(toFailure(scenario)));
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}

/** Boots one scenario from a site that was built for it, and makes its proof. */
export async function proveOne(
  source: ScenarioSource,
  site: ScenarioSite,
  scenario: Scenario,
  configuration: readonly ProvenFile[],
  watch: Pick<BootOptions, 'onPower' | 'onStage' | 'onMilestone'>,
): Promise<Outcome> {
  const ran = await runScenario(sourceFor(source, scenario), site, scenario, watch);
  const last = ran.boots.at(-1)!;
  if (ran.lacking.length > 0)
    return { scenario, failure: [...ran.lacking, failureText(last.result)].join('\n') };
  const boots = ran.boots.map((booted) => ({
    ...booted,
    contents: serverContents(booted.plan, site.payload),
  }));
  const versions = new Map<string, string>();
  for (const booted of boots) {
    const installed = Object.entries(versionsOf(toolsOf(booted)));
    const taken = filesOf(booted, booted.contents.keys()).flatMap((path) =>
      Object.entries(packagesIn(booted.contents.get(path)!)),
    );
    for (const [name, version] of [...installed, ...taken]) versions.set(name, version);
  }
  return {
    scenario,
    proof: proofOf({ scenario, boots, configuration, versions, time: Date.now() }),
  };
}

/** The Debian packages that a payload file was taken from, or made of, and their versions. */
function packagesIn({ origin }: ServerFile): Readonly<Record<string, string>> {
  if (origin === undefined) return {};
  if ('package' in origin) return { [origin.package]: origin.version };
  return 'packages' in origin ? origin.packages : {};
}

/** Turns what one scenario cannot do here into its failure, so that the others go on. */
function toFailure(scenario: Scenario): (error: unknown) => Outcome {
  return (error) => {
    const known = error instanceof Unable ? error : asMistake(error);
    if (known === undefined) throw error;
    return { scenario, failure: `${known.message}\n${known.advice}` };
  };
}

/** The inventory's files, as a proof names what its bundle was built from. */
export async function inventoryFiles({ root, inventory }: ScenarioSource): Promise<ProvenFile[]> {
  const sources = await readSources(root, inventory);
  return sources.map(({ path, text }) => ({
    name: path,
    digest: { sha256: hash('sha256', text) },
  }));
}
