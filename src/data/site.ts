import type { Artifact } from '../../generators/artifact.ts';
import { checkFormats, emitArtifacts } from '../../generators/formats/index.ts';
import type { SourceText } from '../../generators/inventory/document.ts';
import type { Inventory } from '../../generators/inventory/inventory.ts';
import { problemText, type Problem } from '../../generators/inventory/problem.ts';
import { readInventory } from '../../generators/inventory/read.ts';
import { planSite, type HostPlan, type Plan } from '../../generators/plan/plan.ts';

/*
 * The one way by which pages come by their data: the inventory of this repo, read, planned and emitted by the same
 * generators that write the bundle. Astro watches the files, so editing one of them reloads the page.
 */

const files = import.meta.glob<string>('../../content/inventory/**/*.{yaml,yml}', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The inventory's files in the order of their paths, which are given from the root of the repo. */
export const sources: readonly SourceText[] = Object.keys(files)
  .sort()
  .map((key) => ({ path: key.replace(/^(?:\.\.\/)+/, ''), text: files[key]! }));

/** The time that arming is judged at, in milliseconds since 1970: BOOTBOOK_NOW if it is given, else the clock. */
export const now: number = timeToJudgeAt(process.env['BOOTBOOK_NOW']);

const loaded = load();

/** Everything that there is. */
export const inventory: Inventory = loaded.inventory;

/** One plan for each boot server, in the order of the inventory. */
export const plans: readonly Plan[] = loaded.plans;

/** What is doubtful in the inventory but does not stop a build. */
export const warnings: readonly Problem[] = loaded.warnings;

const planByServer = new Map(plans.map((plan) => [plan.server.id, plan]));
const planByHost = new Map(
  plans.flatMap((plan) => plan.hosts.map((host) => [host.host.id, { plan, host }] as const)),
);

/** Reads a time with its zone; nothing given means the clock. */
function timeToJudgeAt(text: string | undefined): number {
  if (text === undefined || text === '') return Date.now();
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new Error(
      `BOOTBOOK_NOW is not a time: ${JSON.stringify(text)}. Write it like 2026-11-22T03:40:00Z.`,
    );
  return time;
}

function load(): { inventory: Inventory; plans: readonly Plan[]; warnings: readonly Problem[] } {
  const read = readInventory(sources);
  if (read.inventory === undefined) throw failure(read.problems);
  const planned = planSite(read.inventory, now);
  const problems = [
    ...read.problems,
    ...planned.problems,
    ...planned.plans.flatMap((plan) => checkFormats(plan)),
  ];
  if (problems.some(({ severity }) => severity === 'error')) throw failure(problems);
  return { inventory: read.inventory, plans: planned.plans, warnings: problems };
}

/** All problems in one error, so that whoever edits the inventory sees every one of them at once. */
function failure(problems: readonly Problem[]): Error {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const count = errors === 1 ? '1 problem' : `${errors} problems`;
  return new Error(`The inventory has ${count}.\n\n${problems.map(problemText).join('\n\n')}\n`);
}

/** The plan of a boot server. */
export function planOf(server: string): Plan {
  const plan = planByServer.get(server);
  if (plan === undefined)
    throw new Error(
      `There is no boot server ${server}; there are ${[...planByServer.keys()].join(', ')}.`,
    );
  return plan;
}

/** What a host will be told, with the plan of its boot server. */
export function planOfHost(id: string): { readonly plan: Plan; readonly host: HostPlan } {
  const found = planByHost.get(id);
  if (found === undefined) throw new Error(`There is no host ${id} in the inventory.`);
  return found;
}

/** Every plan of a host, in the order of the servers and of the inventory. */
export function allHosts(): { readonly plan: Plan; readonly host: HostPlan }[] {
  return [...planByHost.values()];
}

/** The emitted files of one boot server. */
export interface Emitted {
  readonly server: string;
  /** In the order in which the formats emit them. */
  readonly artifacts: readonly Artifact[];
  readonly byPath: ReadonlyMap<string, Artifact>;
  /** Files that all hosts share, snippets for other people's DHCP servers included. */
  readonly shared: readonly Artifact[];
  /** Files that were written for one host (or a few), by its id. */
  readonly byHost: ReadonlyMap<string, readonly Artifact[]>;
}

const emitted = new Map<string, Emitted>();

/** The files of a boot server, emitted when first asked for and kept. */
export function emittedBy(server: string): Emitted {
  let files = emitted.get(server);
  if (files === undefined) emitted.set(server, (files = emit(planOf(server))));
  return files;
}

function emit(plan: Plan): Emitted {
  const artifacts = [...emitArtifacts(plan)];
  const byHost = new Map<string, Artifact[]>();
  for (const artifact of artifacts) {
    for (const host of artifact.hosts) {
      const own = byHost.get(host);
      if (own === undefined) byHost.set(host, [artifact]);
      else own.push(artifact);
    }
  }
  return {
    server: plan.server.id,
    artifacts,
    byPath: new Map(artifacts.map((artifact) => [artifact.path, artifact])),
    shared: artifacts.filter(({ hosts }) => hosts.length === 0),
    byHost,
  };
}

/** One emitted file of a boot server by its path in the bundle. */
export function artifactAt(server: string, path: string): Artifact {
  const { byPath } = emittedBy(server);
  const artifact = byPath.get(path);
  if (artifact === undefined) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const near = [...byPath.keys()].filter((each) => each.endsWith(name));
    const hint = near.length > 0 ? ` Did you mean ${near.slice(0, 3).join(' or ')}?` : '';
    throw new Error(`Boot server ${server} has no file ${path}.${hint}`);
  }
  return artifact;
}

/** The files that were written for one host alone. */
export function artifactsOfHost(id: string): readonly Artifact[] {
  const { plan } = planOfHost(id);
  return emittedBy(plan.server.id).byHost.get(id) ?? [];
}
