import { join, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { printable } from '../../generators/inventory/problem.ts';
import { nearest } from '../../generators/nearest.ts';
import { sunkBelow, type Sunk } from '../../generators/proof/coverage.ts';
import { PROOFS } from '../../generators/proof/statement.ts';
import { scenarios as declared } from '../../lab/scenarios/index.ts';
import { provable } from '../../lab/scenarios/provable.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import { exitCodes } from '../exit-codes.ts';
import { exitText } from '../exit-text.ts';
import { findHost } from '../find-host.ts';
import { Mistake } from '../mistake.ts';
import { PayloadCache } from '../payload/cache.ts';
import { checkProofs, type Checked, type Open } from '../proofs/check.ts';
import { installationsIn } from '../proofs/installations.ts';
import { coverageNow, recordCoverage, recordedCoverage } from '../proofs/coverage.ts';
import { parsedIn, proofsIn } from '../proofs/store.ts';
import { Today } from '../proofs/today.ts';
import type { ScenarioSource } from '../scenario-plans.ts';
import { addSiteOptions, openSite, type SiteOptions } from '../site-options.ts';
import { painted, plural, write, writeJson } from '../terminal.ts';

interface ProveOptions extends SiteOptions {
  readonly scenario?: readonly string[];
  readonly host?: readonly string[];
  readonly route?: readonly string[];
  readonly all?: boolean;
  readonly check?: boolean;
  readonly anew?: boolean;
  readonly payload: boolean;
  readonly jobs?: number;
  readonly proofs: string;
  readonly cache?: string;
}

/** `bootbook prove` */
export function register(program: Command): void {
  addSiteOptions(program.command('prove'))
    .description('boot machines in the lab, and keep the proof of what was seen')
    .option('--scenario <id...>', 'prove these scenarios')
    .option('--host <id...>', 'prove what boots these hosts')
    .option('--route <id...>', 'prove what boots by these routes')
    .option('--all', 'prove everything')
    .option('--anew', 'also what is proven and still holds')
    .option('--check', 'say which proofs do not hold any more, and boot nothing')
    .option('--no-payload', 'with --check: compare emitted files only')
    .option('--jobs <number>', 'machines at a time (default: one for each processor)', parseJobs)
    .option('--proofs <dir>', 'where proofs are kept', PROOFS)
    .addOption(
      new Option('--cache <dir>', 'where fetched payload is kept (default: .cache/payload)').env(
        'BOOTBOOK_CACHE',
      ),
    )
    .addHelpText(
      'after',
      `
A proof says what one boot has shown, and for exactly which bytes: it is an in-toto statement, one JSON file for each scenario.
It holds as long as every file that took part would be emitted the same today. Without an option that chooses, the scenarios
are listed whose proof is missing or does not hold.

What can be proven is each host as it is, under the id host-<id>, and in the example site the scenarios of lab/scenarios too. What is chosen and proven already is not booted again, so that \`bootbook prove --all\` boots
only what has changed. It goes on after a failure. A boot that fails leaves the proof before it as it was.

With --all, the servers' own checkers also read every emitted file that they know (parsed/), and the coverage is recorded
(coverage/floor.json): how many files and routes have reached which level. --check fails if it has sunk.

Installations have proofs too, by \`bootbook lab install\`. They take long, so they are not part of --all, and --check tells of
them without failing.

${exitText({ fine: 'proven, or nothing to do', problem: 'something failed, or a proof does not hold' })}

Examples:
  bootbook prove
  bootbook prove --host web02
  bootbook prove --all --jobs 4
  bootbook prove --check --json | jq -r '.stale[].scenario'`,
    )
    .action(prove);
}

function parseJobs(text: string): number {
  const jobs = Number(text);
  if (!/^[0-9]{1,3}$/.test(text) || jobs === 0)
    throw new InvalidArgumentError('Expected a number of machines, such as 2.');
  return jobs;
}

async function prove(options: ProveOptions): Promise<void> {
  const site = await openSite(options);
  if (site === undefined) return;
  const { root, plans, sources, quirks } = site;
  const source: ScenarioSource = {
    root,
    now: plans[0]?.now ?? Date.now(),
    inventory: options.inventory,
    cache: new PayloadCache(resolve(options.cache ?? join(root, '.cache', 'payload'))),
  };
  const folder = resolve(root, options.proofs);
  const store = proofsIn(folder);
  const proofs = store.read();
  const today = new Today({ ...source, sources, quirks }, options.payload);
  const possible = provable(plans, declared);
  const installations = installationsIn(proofs, plans);
  const checked = await checkProofs([...possible, ...installations], proofs, today);
  if (options.check) {
    const parsed = [...parsedIn(folder).read().values()];
    const now = coverageNow(plans, [...proofs.values()], parsed);
    return tellCheck(checked, sunkBelow(now, recordedCoverage(folder)), options);
  }
  const chosen = await choose(possible, today, options);
  if (chosen === undefined) return tellOpen(checked, options);
  const open = new Set([...checked.stale, ...checked.missing].map(({ scenario }) => scenario));
  const todo = options.anew ? chosen : chosen.filter(({ id }) => open.has(id));
  // Only who boots waits for the lab to load.
  const { bootProofs, parseProofs } = await import('../proofs/boot-proofs.ts');
  await bootProofs(source, store, todo, chosen.length - todo.length, options);
  if (!options.all) return;
  for (const id of checked.orphans) store.remove(id);
  await parseProofs(source, plans, folder);
  const parsed = [...parsedIn(folder).read().values()];
  const sunk = recordCoverage(folder, coverageNow(plans, [...store.read().values()], parsed));
  if (sunk.length > 0) process.exitCode = exitCodes.problem;
  await write(process.stderr, sunk.map((each) => `${sunkText(each)}\n`).join(''));
}

/** The scenarios that the options name; undefined if they name none. */
async function choose(
  possible: readonly Scenario[],
  today: Today,
  { scenario, host, route, all }: ProveOptions,
): Promise<Scenario[] | undefined> {
  if (all) return [...possible];
  if (scenario === undefined && host === undefined && route === undefined) return undefined;
  const routeOf = new Map<string, string>();
  for (const each of possible) {
    const plans = await today.plans(each);
    routeOf.set(each.id, findHost({ plans }, each.host).host.route.value.id);
  }
  known(
    'scenario',
    scenario,
    possible.map(({ id }) => id),
  );
  known(
    'host',
    host,
    possible.map((each) => each.host),
  );
  known('route', route, [...routeOf.values()]);
  return possible.filter(
    (each) =>
      scenario?.includes(each.id) ||
      host?.includes(each.host) ||
      route?.includes(routeOf.get(each.id)!),
  );
}

/** @throws Mistake for the first word that names nothing that can be proven */
function known(kind: string, wanted: readonly string[] = [], there: readonly string[]): void {
  const unknown = wanted.find((each) => !there.includes(each));
  if (unknown === undefined) return;
  const meant = nearest(unknown, there);
  throw new Mistake(
    `There is no ${kind} ${JSON.stringify(printable(unknown)).slice(1, -1)} that could be proven.`,
    meant === undefined
      ? `There are: ${[...new Set(there)].join(', ')}.`
      : `Did you mean ${meant}?`,
  );
}

function sunkText({ kind, level, now, before }: Sunk): string {
  return `Coverage has sunk: ${kind}, ${level}: ${now}, and it was ${before}.`;
}

function installationText({ scenario, why }: Open): string {
  return `${scenario}: ${why}. \`bootbook lab install\` proves it anew.`;
}

async function tellCheck(
  checked: Checked,
  sunk: readonly Sunk[],
  { json }: ProveOptions,
): Promise<void> {
  const { holding, stale, installations, missing, orphans, unknown } = checked;
  if (stale.length > 0 || orphans.length > 0 || sunk.length > 0)
    process.exitCode = exitCodes.problem;
  if (json) return writeJson({ ...checked, sunk });
  const total = holding.length + stale.length + installations.length;
  const lines = [
    ...stale.map(({ scenario, why }) => `${painted('red', scenario, process.stdout)}: ${why}`),
    ...orphans.map((id) => `${painted('red', id, process.stdout)}: nothing boots this any more`),
    ...sunk.map(sunkText),
    stale.length === 0
      ? `${installations.length === 0 ? 'All' : total - installations.length} of ${plural(total, 'proof')} hold.`
      : `${stale.length} of ${plural(total, 'proof')} do not hold. \`bootbook prove --all\` proves them anew.`,
  ];
  lines.push(...installations.map(installationText));
  if (missing.length > 0)
    lines.push(`Never proven: ${missing.map(({ scenario }) => scenario).join(', ')}.`);
  if (unknown.length > 0)
    lines.push(
      `Taken as they were proven, since they are not in the cache: ${unknown.join(', ')}.`,
    );
  await write(process.stdout, `${lines.join('\n')}\n`);
}

async function tellOpen(checked: Checked, { json }: ProveOptions): Promise<void> {
  if (json) return writeJson(checked);
  const open = [...checked.stale, ...checked.missing];
  const lines = open.map(({ scenario, why }) => `${scenario}: ${why}`);
  lines.push(...checked.installations.map(installationText));
  lines.push(
    open.length === 0
      ? `Nothing to do: all of ${plural(checked.holding.length, 'proof')} hold.`
      : `${plural(open.length, 'scenario')} to be proven. \`bootbook prove --all\` boots them.`,
  );
  await write(process.stdout, `${lines.join('\n')}\n`);
}
