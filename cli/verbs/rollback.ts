import type { Command } from 'commander';
import { compareHosts } from '../../generators/plan/compare-hosts.ts';
import { nearest } from '../../generators/nearest.ts';
import { exitText } from '../exit-text.ts';
import { Mistake } from '../mistake.ts';
import { BEFORE, releasesOf, type Releases } from '../release/far.ts';
import { addGoingOptions, farOf, goingOf, type GoingOptions } from '../release/release-options.ts';
import { goLive } from '../release/release.ts';
import { Progress, write, writeJson } from '../terminal.ts';
import { answersText, contentsOn } from './apply.ts';

interface RollbackOptions extends GoingOptions {
  readonly json?: boolean;
}

/** `bootbook rollback` */
export function register(program: Command): void {
  addGoingOptions(program.command('rollback'))
    .description('let an older release serve again')
    .argument('[release]', 'which one (default: the one before the current one)')
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
Neither git nor this machine's payload is needed: the old release is still on the boot server, and it takes the same way as a
new one. Its sums are checked, it goes live by one rename, the servers are asked, and wrong answers take it back.
The inventory stays as it is: the next apply brings the same change again, unless git is put right as well.
before-bootbook has no manifest, so nothing is asked for it.

${exitText({ fine: 'it serves', problem: 'it does not, and the release before serves' })}

Examples:
  bootbook rollback --to ssh://root@10.20.0.2
  bootbook rollback 20261123T042100Z-1a2b3c4d5e6f --to ssh://root@10.20.0.2`,
    )
    .action(rollback);
}

async function rollback(wanted: string | undefined, options: RollbackOptions): Promise<void> {
  const far = farOf(options);
  const progress = new Progress();
  const releases = await releasesOf(far);
  const name = releaseOf(releases, wanted);
  await far.must(`${name} cannot serve again`, 'verify', [name]);
  const now = await contentsOn(far, name);
  const before = await contentsOn(far, releases.current!);
  // What is on trial is taken back before anything else.
  const changes = now.hosts.length === 0 ? [] : compareHosts(before.hosts, now.hosts);
  const going = goingOf(options, far);
  const answers = await goLive(far, name, now, before, going, progress);
  progress.end();
  if (options.json) {
    const { current } = releases;
    await writeJson({ release: name, before: current, changes, answers: answers ?? null });
    return;
  }
  for (const { text } of changes) await write(process.stdout, `${text}\n`);
  const asked =
    answers === undefined || name === BEFORE ? 'The servers were not asked.' : answersText(answers);
  await write(process.stdout, `${name} serves again.\n${asked}\n`);
}

function releaseOf({ current, names }: Releases, wanted: string | undefined): string {
  if (current === undefined)
    throw new Mistake(
      'There is no release to go back to.',
      'The first one comes by `bootbook apply`.',
    );
  if (wanted === undefined) {
    const before = names[names.indexOf(current) - 1];
    if (before !== undefined) return before;
    throw new Mistake(`${current} is the oldest release.`, '`bootbook releases` lists all.');
  }
  if (names.includes(wanted)) return wanted;
  const meant = nearest(wanted, names);
  throw new Mistake(
    `There is no release ${wanted}.`,
    meant === undefined ? '`bootbook releases` lists all.' : `Did you mean ${meant}?`,
  );
}
