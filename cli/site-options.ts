import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { audiences, AUDIENCE_VARIABLE, type Audience } from '../generators/audience.ts';
import type { QuirksResult } from '../generators/catalogue/read.ts';
import type { Inventory } from '../generators/inventory/inventory.ts';
import type { SourceText } from '../generators/inventory/yaml-file.ts';
import { exitCodes } from './exit-codes.ts';
import { loadQuirks } from './load-quirks.ts';
import { EXAMPLE, INVENTORY, planSources, readSources, type LoadedSite } from './load-site.ts';
import { writeJson, writeProblems } from './terminal.ts';

/** Options of every verb that reads the inventory. */
export interface SiteOptions {
  readonly inventory?: string;
  readonly now?: number;
  readonly json?: boolean;
  /** Only verbs that make something for readers have it. */
  readonly audience?: Audience;
}

/** A site without errors. */
export interface OpenSite extends LoadedSite {
  readonly inventory: Inventory;
  /** Absolute path of the folder that the inventory's paths start from: of the repo, or of the example in it. */
  readonly root: string;
  /** Absolute path of the repo. */
  readonly repo: string;
  /** What it was read from. */
  readonly sources: readonly SourceText[];
  readonly quirks: QuirksResult;
}

/** Adds the options that say which inventory, at which time, and in which form to answer. */
export function addSiteOptions(command: Command): Command {
  return command
    .option('--inventory <dir>', `folder of the inventory (default: ${INVENTORY})`)
    .option(
      '--now <time>',
      'judge at this time whether a host is armed, such as 2026-11-22T03:40:00Z (default: the clock)',
      parseTime,
    )
    .option('--json', 'answer in JSON');
}

/** Adds the option of verbs that make something for readers: whose inventory it is made from. */
export function addAudienceOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--audience <who>',
      `public takes the example (${EXAMPLE}) in the place of your inventory, and no internal quirk`,
    )
      .choices(audiences)
      .env(AUDIENCE_VARIABLE)
      .default('internal'),
  );
}

const TIME = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** An ISO 8601 time with its zone, or a date (its beginning in UTC), in milliseconds since 1970. */
export function parseTime(text: string): number {
  const day = TIME.exec(text)?.[1];
  const time = day === undefined ? NaN : Date.parse(text);
  // Date.parse takes 30 February for 2 March.
  const real = day !== undefined && new Date(Date.parse(day) || 0).toISOString().startsWith(day);
  if (Number.isNaN(time) || !real) {
    throw new InvalidArgumentError(
      'Expected an ISO 8601 time with its zone, such as 2026-11-22T03:40:00Z, or a date.',
    );
  }
  return time;
}

/** The repo: where the inventory lies, here or in a folder above. With an inventory named, it is the folder we are in. */
export function repoRoot(inventory: string | undefined): string {
  const here = resolve('.');
  if (inventory !== undefined) return here;
  for (let at = here; ; at = dirname(at)) {
    const folder = join(at, INVENTORY);
    if (existsSync(folder) && statSync(folder).isDirectory()) return at;
    if (at === dirname(at)) return here;
  }
}

/** Loads the site that the options name. */
export async function loadOptions(
  options: SiteOptions,
): Promise<LoadedSite & Pick<OpenSite, 'root' | 'repo' | 'sources' | 'quirks'>> {
  const repo = repoRoot(options.inventory);
  const audience = options.audience ?? 'internal';
  const isExample = audience === 'public' && options.inventory === undefined;
  const root = isExample ? join(repo, EXAMPLE) : repo;
  const now = options.now ?? Date.now();
  const [sources, quirks] = await Promise.all([
    readSources(root, options.inventory),
    loadQuirks(repo, audience),
  ]);
  return { root, repo, sources, quirks, ...planSources(sources, now, quirks) };
}

/**
 * Loads the site that the options name. With any error in it, the problems are printed, the exit code is set, and there
 * is no site. Warnings are only counted: `validate` shows them.
 */
export async function openSite(options: SiteOptions): Promise<OpenSite | undefined> {
  const site = await loadOptions(options);
  const { inventory, problems } = site;
  if (inventory !== undefined && !problems.some(({ severity }) => severity === 'error'))
    return { ...site, inventory };
  if (options.json) await writeJson({ problems });
  else await writeProblems(problems, process.stderr);
  process.exitCode = exitCodes.problem;
  return undefined;
}
