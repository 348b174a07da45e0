import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { compareHosts, type HostChange } from '../../generators/plan/compare-hosts.ts';
import { endOfArming } from '../../generators/plan/end-of-arming.ts';
import { hostTold } from '../../generators/plan/host-told.ts';
import type { Plan } from '../../generators/plan/plan.ts';
import { compareTree, type Difference } from '../bundle/compare.ts';
import { exitCodes } from '../exit-codes.ts';
import { exitText } from '../exit-text.ts';
import { Mistake } from '../mistake.ts';
import { PayloadCache } from '../payload/cache.ts';
import { isFolder } from '../payload/path-within.ts';
import { Far, targetOf } from '../release/far.ts';
import { liveTree } from '../release/live-tree.ts';
import { serverOf } from '../release/release-options.ts';
import { addShareOption, refusalOf } from '../release/share.ts';
import { contentsOf } from '../release/tree.ts';
import { addSiteOptions, openSite, type SiteOptions } from '../site-options.ts';
import { paintedDiff, plural, Progress, write } from '../terminal.ts';

interface PlanOptions extends SiteOptions {
  readonly against: string;
  readonly server?: string;
  readonly cache?: string;
  readonly most: number;
  readonly summary?: boolean;
}

/** `bootbook plan` */
export function register(program: Command): void {
  addShareOption(addSiteOptions(program.command('plan')))
    .description(
      'show what a build would change in a tree or on a boot server: a unified diff, and sentences',
    )
    .option(
      '--against <place>',
      'a bundle with one folder for each boot server, or a boot server: ssh://root@boot1, or its root',
      'bundle',
    )
    .option('--server <name>', 'look at one boot server only; <place> may then be its own tree')
    .option('--summary', 'only the sentences, without the diff')
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
so <place> may be the root of a running boot server. Nothing is written.
The sentences say what the change means to each host, as far as that manifest tells what the hosts are told now. The
diff goes to stdout and the sentences to stderr; with --summary they go to stdout.

${exitText({ fine: 'no differences', problem: 'the inventory has errors, or the tree cannot be read', different: 'differences', refused: 'differences that --most refuses' })}

Examples:
  bootbook plan
  bootbook plan --server boot1 --against ssh://root@10.20.0.2
  bootbook plan --server boot1 --against / --summary
  bootbook plan | less -R
  bootbook plan --json | jq -r '.differences[] | "\\(.change) \\(.path)"'`,
    )
    .action(plan);
}

async function plan(options: PlanOptions): Promise<void> {
  const site = await openSite(options);
  if (site === undefined) return;
  const plans = options.server === undefined ? site.plans : [serverOf(site.plans, options.server)];
  const cache = new PayloadCache(resolve(options.cache ?? join(site.root, '.cache', 'payload')));
  const progress = new Progress();
  const tally: Tally = { counts: { added: 0, removed: 0, changed: 0 }, hosts: [], refusals: [] };
  const show = options.json ? jsonWriter(options.against) : textWriter(options.summary ?? false);
  for (const plan of plans) {
    const tree = await treeOf(plan, options);
    try {
      const files = new Map<string, string[]>();
      let differences = 0;
      for (const difference of compareTree(
        plan,
        tree.folder,
        site.root,
        cache,
        progress,
        tree.sums,
        tree.deployed,
      )) {
        progress.end();
        differences++;
        tally.counts[difference.change]++;
        const { hosts, path } = difference;
        if (hosts.length === 1)
          files.set(hosts[0]!, [
            ...(files.get(hosts[0]!) ?? []),
            path.slice(path.indexOf('/') + 1),
          ]);
        await show.difference(difference);
      }
      // Until when a host is armed may stand in none of the files that serve now.
      const same = differences === 0 && endOfArming(plan) === undefined;
      const before = same ? [] : contentsOf(tree.folder).hosts;
      // A tree of an older build says nothing of its hosts.
      if (before.length === 0) continue;
      const changes = compareHosts(before, plan.hosts.map(hostTold), files);
      tally.hosts.push(...changes);
      const refusal = refusalOf(changes, before.length, options.most);
      if (refusal !== undefined) tally.refusals.push(`${plan.server.id}: ${refusal}`);
    } finally {
      await tree.release();
    }
  }
  progress.end();
  const { added, removed, changed } = tally.counts;
  await show.end(tally);
  if (tally.refusals.length > 0) process.exitCode = exitCodes.refused;
  else {
    const different = added + removed + changed + tally.hosts.length > 0;
    process.exitCode = different ? exitCodes.different : exitCodes.fine;
  }
}

/** A tree to compare with. */
interface Tree {
  readonly folder: string;
  /** The sums of its payload, where the folder does not hold it. */
  readonly sums: ReadonlyMap<string, string> | undefined;
  /** Whether it lies on a boot server. */
  readonly deployed: boolean;
  release(): Promise<void>;
}

/** Where the tree of a boot server lies. */
async function treeOf(plan: Plan, { against, server }: PlanOptions): Promise<Tree> {
  if (against.startsWith('ssh://')) {
    if (server === undefined) {
      throw new Mistake(`${against} is one boot server.`, 'Say which one: --server NAME.');
    }
    return { ...(await liveTree(new Far(targetOf(against)), plan)), deployed: true };
  }
  const top = resolve(against);
  if (!isFolder(top)) {
    throw new Mistake(
      `There is no folder ${against} to compare with.`,
      'Build it first (`bootbook build`), or name another one: --against DIR.',
    );
  }
  const release = (): Promise<void> => Promise.resolve();
  const below = join(top, plan.server.id);
  if (server === undefined || isFolder(below))
    return { folder: below, sums: undefined, deployed: false, release };
  const current = join(top, 'srv', 'bootbook', 'current');
  const folder = isFolder(current) ? current : top;
  return { folder, sums: undefined, deployed: !isFolder(join(folder, 'ansible')), release };
}

type Counts = Record<Difference['change'], number>;

/** What all differences come to. */
interface Tally {
  readonly counts: Counts;
  readonly hosts: HostChange[];
  /** For each boot server that more would be changed of than may be. */
  readonly refusals: string[];
}

interface Writer {
  difference(difference: Difference): Promise<void>;
  end(tally: Tally): Promise<void>;
}

function textWriter(summary: boolean): Writer {
  const { stdout } = process;
  return {
    async difference({ patch, hosts, change, path }) {
      if (summary) {
        if (hosts.length === 0) await write(stdout, `${fileSentence(change, path, patch)}\n`);
        return;
      }
      for (const line of patch.slice(0, -1).split('\n'))
        await write(stdout, `${paintedDiff(line)}\n`);
    },
    async end({ counts: { added, removed, changed }, hosts, refusals }) {
      for (const each of hosts) await write(summary ? stdout : process.stderr, `${each.text}\n`);
      const total = added + removed + changed;
      const text =
        total === 0
          ? hosts.length === 0
            ? 'No differences.'
            : 'No file that serves now would change.'
          : `${plural(total, 'file')}: ${changed} changed, ${added} added, ${removed} removed.`;
      await write(process.stderr, `${text}\n`);
      for (const refusal of refusals) await write(process.stderr, `${refusal}\n`);
    },
  };
}

/** What happens to one file that is not for one host alone. */
function fileSentence(change: Difference['change'], path: string, patch: string): string {
  if (change === 'added') return `${path} would be new.`;
  if (change === 'removed') return `${path} would go away.`;
  const body = patch.split('\n').slice(2);
  const [more, less] = ['+', '-'].map(
    (sign) => body.filter((line) => line.startsWith(sign)).length,
  );
  if (more === 0 && less === 0) return `${path} would change.`;
  return `${path} would change: ${plural(less!, 'line')} out, ${plural(more!, 'line')} in.`;
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
    async end({ counts, hosts, refusals }) {
      const head = first ? `{"against":${JSON.stringify(against)},"differences":[` : '\n';
      await write(
        stdout,
        `${head}],"hosts":${JSON.stringify(hosts)},"refused":${JSON.stringify(refusals)},"counts":${JSON.stringify(counts)}}\n`,
      );
    },
  };
}
