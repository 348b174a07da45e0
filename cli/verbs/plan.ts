import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { nearest } from '../../generators/nearest.ts';
import type { Plan } from '../../generators/plan/plan.ts';
import { compareTree, type Difference } from '../bundle/compare.ts';
import { Mistake } from '../mistake.ts';
import { PayloadCache } from '../payload/cache.ts';
import { isFolder } from '../payload/path-within.ts';
import { addSiteOptions, exitCodes, openSite, type SiteOptions } from '../site-options.ts';
import { paintedDiff, plural, Progress, write } from '../terminal.ts';

interface PlanOptions extends SiteOptions {
  readonly against: string;
  readonly server?: string;
  readonly cache?: string;
}

/** `bootbook plan` */
export function register(program: Command): void {
  addSiteOptions(program.command('plan'))
    .description('show what a build would change in a tree, as a unified diff')
    .option('--against <dir>', 'the tree: a bundle, with one folder for each boot server', 'bundle')
    .option('--server <name>', 'look at one boot server only; <dir> may then be its own tree')
    .addOption(
      new Option('--cache <dir>', 'where fetched payload is kept (default: .cache/payload)').env(
        'BOOTBOOK_CACHE',
      ),
    )
    .addHelpText(
      'after',
      `
Emitted files are compared line by line, payload by its SHA-256 as far as that is known without
fetching anything.
Files that are no longer emitted are found through the tree's manifest.jsonl; nothing else in it is looked at,
so <dir> may be the root of a running boot server. Nothing is written.

Exit code: 0 no differences, 2 differences, 1 the inventory has errors or the tree cannot be read.

Examples:
  bootbook plan
  bootbook plan --server boot1 --against /
  bootbook plan | less -R
  bootbook plan --json | jq -r '.differences[] | "\\(.change) \\(.path)"'`,
    )
    .action(plan);
}

async function plan(options: PlanOptions): Promise<void> {
  const site = await openSite(options);
  if (site === undefined) return;
  const folders = foldersOf(site.plans, options);
  const cache = new PayloadCache(resolve(options.cache ?? join(site.root, '.cache', 'payload')));
  const progress = new Progress();
  const counts = { added: 0, removed: 0, changed: 0 };
  const show = options.json ? jsonWriter(options.against) : textWriter();
  for (const [server, folder] of folders) {
    for (const difference of compareTree(server, folder, site.root, cache, progress)) {
      progress.end();
      counts[difference.change]++;
      await show.difference(difference);
    }
  }
  progress.end();
  const total = counts.added + counts.removed + counts.changed;
  await show.end(counts);
  process.exitCode = total === 0 ? exitCodes.fine : exitCodes.different;
}

/** The folder of each boot server in question. */
function foldersOf(plans: readonly Plan[], { against, server }: PlanOptions): Map<Plan, string> {
  const top = resolve(against);
  if (!isFolder(top)) {
    throw new Mistake(
      `There is no folder ${against} to compare with.`,
      'Build it first (`bootbook build`), or name another one: --against DIR.',
    );
  }
  if (server === undefined) return new Map(plans.map((each) => [each, join(top, each.server.id)]));
  const chosen = plans.find((each) => each.server.id === server);
  if (chosen === undefined) {
    const meant = nearest(
      server,
      plans.map((each) => each.server.id),
    );
    throw new Mistake(
      `There is no boot server ${server}.`,
      meant === undefined
        ? `Choose one of ${plans.map((each) => each.server.id).join(', ')}.`
        : `Did you mean ${meant}?`,
    );
  }
  const below = join(top, server);
  return new Map([[chosen, isFolder(below) ? below : top]]);
}

type Counts = Record<Difference['change'], number>;

interface Writer {
  difference(difference: Difference): Promise<void>;
  end(counts: Counts): Promise<void>;
}

function textWriter(): Writer {
  const { stdout } = process;
  return {
    async difference({ patch }) {
      for (const line of patch.slice(0, -1).split('\n'))
        await write(stdout, `${paintedDiff(line)}\n`);
    },
    async end({ added, removed, changed }) {
      const total = added + removed + changed;
      const text =
        total === 0
          ? 'No differences.'
          : `${plural(total, 'file')}: ${changed} changed, ${added} added, ${removed} removed.`;
      await write(process.stderr, `${text}\n`);
    },
  };
}

/** One JSON object, written piece by piece: a large site may differ in many files. */
function jsonWriter(against: string): Writer {
  const { stdout } = process;
  let first = true;
  return {
    async difference(difference) {
      const head = first ? `{"against":${JSON.stringify(against)},"differences":[` : ',';
      first = false;
      await write(stdout, `${head}\n${JSON.stringify(difference)}`);
    },
    async end(counts) {
      const head = first ? `{"against":${JSON.stringify(against)},"differences":[` : '\n';
      await write(stdout, `${head}],"counts":${JSON.stringify(counts)}}\n`);
    },
  };
}
