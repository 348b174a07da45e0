import { hash } from 'node:crypto';
import { artifactText, type Artifact } from '../../generators/artifact.ts';
import { excerptsOf, type Excerpts } from '../../generators/excerpt.ts';
import type { Quirk } from '../../generators/catalogue/quirk.ts';
import { privateAnswers } from '../../generators/formats/answers/index.ts';
import { checkFormats, emitArtifacts } from '../../generators/formats/index.ts';
import type { SourceText } from '../../generators/inventory/yaml-file.ts';
import type { Inventory, Model } from '../../generators/inventory/inventory.ts';
import { problemText, type Problem } from '../../generators/inventory/problem.ts';
import { readInventory } from '../../generators/inventory/read.ts';
import { FileLevels, type Reached } from '../../generators/proof/levels.ts';
import { ownerOf } from './links.ts';
import { planSite } from '../../generators/plan/plan-site.ts';
import type { HostPlan, Plan } from '../../generators/plan/plan.ts';
import { QuirkFinder, type HostQuirk } from '../../generators/plan/quirks.ts';

/** A host's plan together with the plan of the boot server that it boots from. */
export interface PlannedHost {
  readonly plan: Plan;
  readonly host: HostPlan;
}

/** The emitted files of one boot server. */
export interface Emitted {
  readonly server: string;
  /** In the order in which the formats emit them. */
  readonly artifacts: readonly Artifact[];
  readonly byPath: ReadonlyMap<string, Artifact>;
  /** Files that all hosts share, snippets for other people's DHCP servers included. */
  readonly shared: readonly Artifact[];
  /** Files that were written for one host, by its id. */
  readonly byHost: ReadonlyMap<string, readonly Artifact[]>;
}

/** All that pages are made from: the inventory, the plans, and the files that come of them. */
export interface Book {
  readonly sources: readonly SourceText[];
  /** The time that arming was judged at, in milliseconds since 1970. */
  readonly now: number;
  readonly inventory: Inventory;
  /** One plan for each boot server, in the order of the inventory. */
  readonly plans: readonly Plan[];
  /** What is doubtful in the inventory but does not stop a build. */
  readonly warnings: readonly Problem[];
  /** Every host, in the order of the inventory. */
  readonly hosts: readonly PlannedHost[];
  /** The plan of a boot server; an error names the servers that exist. */
  readonly planOf: (server: string) => Plan;
  /** What a host will be told. */
  readonly planOfHost: (id: string) => PlannedHost;
  /** The quirks that machines of a model have wherever they stand, declined ones included. */
  readonly quirksOfModel: (model: Model) => readonly HostQuirk[];
  /** The files of a boot server, emitted when first asked for and kept. */
  readonly emittedBy: (server: string) => Emitted;
  /** One emitted file of a boot server by its path in the bundle; an error names files of a like name. */
  readonly artifactAt: (server: string, path: string) => Artifact;
  /** The files that were written for one host alone. */
  readonly artifactsOfHost: (id: string) => readonly Artifact[];
  /** Which lines of a shared file concern whom; each file is looked through once. */
  readonly excerpts: (artifact: Artifact) => Excerpts;
  /** How much is known of exactly these bytes of a file of a boot server; undefined if nothing is. */
  readonly reached: (server: string, artifact: Artifact) => Reached | undefined;
}

/**
 * Reads, plans and checks an inventory. Throws one error with every problem in it if anything is wrong.
 * @param now the time to judge arming at, in milliseconds since 1970
 * @param levels what the proofs say of files
 * @param quirks the quirks of the catalogue, by id
 */
export function openBook(
  sources: readonly SourceText[],
  now: number,
  levels: FileLevels = new FileLevels([], []),
  quirks: ReadonlyMap<string, Quirk> = new Map(),
): Book {
  const { inventory, plans, warnings } = load(sources, now, quirks);
  const finder = new QuirkFinder(inventory, quirks);
  const planByServer = new Map(plans.map((plan) => [plan.server.id, plan]));
  const planned = new Map(
    plans.flatMap((plan) => plan.hosts.map((host) => [host.host.id, { plan, host }] as const)),
  );
  const hosts = [...inventory.hosts.keys()].map((id) => planned.get(id)!);
  const emitted = new Map<string, Emitted>();
  const looked = new WeakMap<Artifact, Excerpts>();

  const planOf = (server: string): Plan => {
    const plan = planByServer.get(server);
    if (plan !== undefined) return plan;
    const known = [...planByServer.keys()].join(', ');
    throw new Error(`There is no boot server ${server}; there are ${known}.`);
  };
  const planOfHost = (id: string): PlannedHost => {
    const found = planned.get(id);
    if (found === undefined) throw new Error(`There is no host ${id} in the inventory.`);
    return found;
  };
  const emittedBy = (server: string): Emitted => {
    let files = emitted.get(server);
    if (files === undefined) emitted.set(server, (files = emit(planOf(server))));
    return files;
  };
  return {
    sources,
    now,
    inventory,
    plans,
    warnings,
    hosts,
    planOf,
    planOfHost,
    quirksOfModel: (model) => finder.ofModel(model),
    emittedBy,
    artifactAt: (server, path) => findArtifact(emittedBy(server), path),
    artifactsOfHost: (id) => emittedBy(planOfHost(id).plan.server.id).byHost.get(id) ?? [],
    reached: (server, artifact) =>
      levels.of({
        name: `${server}/${artifact.path}`,
        digest: { sha256: hash('sha256', artifactText(artifact)) },
      }),
    excerpts: (artifact) => {
      let excerpts = looked.get(artifact);
      if (excerpts === undefined) looked.set(artifact, (excerpts = excerptsOf(artifact)));
      return excerpts;
    },
  };
}

function load(
  sources: readonly SourceText[],
  now: number,
  quirks: ReadonlyMap<string, Quirk>,
): { inventory: Inventory; plans: readonly Plan[]; warnings: readonly Problem[] } {
  const read = readInventory(sources);
  if (read.inventory === undefined) throw failure(read.problems);
  const planned = planSite(read.inventory, now, quirks);
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

function emit(plan: Plan): Emitted {
  // A secret is not in them: a text stands for it.
  const secret = [...privateAnswers(plan)].map(({ file }) => file);
  const artifacts = [...emitArtifacts(plan), ...secret];
  const byHost = new Map<string, Artifact[]>();
  for (const artifact of artifacts) {
    const host = ownerOf(artifact);
    if (host === undefined) continue;
    const own = byHost.get(host);
    if (own === undefined) byHost.set(host, [artifact]);
    else own.push(artifact);
  }
  return {
    server: plan.server.id,
    artifacts,
    byPath: new Map(artifacts.map((artifact) => [artifact.path, artifact])),
    shared: artifacts.filter((artifact) => ownerOf(artifact) === undefined),
    byHost,
  };
}

function findArtifact({ server, byPath }: Emitted, path: string): Artifact {
  const artifact = byPath.get(path);
  if (artifact !== undefined) return artifact;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const near = [...byPath.keys()].filter((each) => each.endsWith(name));
  const hint = near.length > 0 ? ` Did you mean ${near.slice(0, 3).join(' or ')}?` : '';
  throw new Error(`Boot server ${server} has no file ${path}.${hint}`);
}
