import type { Command } from 'commander';
import { compareHosts } from '../../generators/plan/compare-hosts.ts';
import { nearest } from '../../generators/nearest.ts';
import { exitText } from '../exit-text.ts';
import { Mistake } from '../mistake.ts';
import { BEFORE, releasesOf, type Far, type Releases } from '../release/far.ts';
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
An arming whose time is over does not come back: the release is taken as it was when that time had passed.

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
  const { meant, name } = await chosen(far, releases, wanted);
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
  const which =
    name === meant
      ? `${name} serves again.`
      : `${name} serves: it is ${meant} without what was armed then.`;
  await write(process.stdout, `${which}\n${asked}\n`);
}

/** The release that is meant, and the one that it is by now: an arming whose time is over does not come back. */
async function chosen(
  far: Far,
  { current, names }: Releases,
  wanted: string | undefined,
): Promise<{ meant: string; name: string }> {
  if (current === undefined)
    throw new Mistake(
      'There is no release to go back to.',
      'The first one comes by `bootbook apply`.',
    );
  if (wanted !== undefined) {
    if (names.includes(wanted)) return { meant: wanted, name: await byNow(far, wanted) };
    const meant = nearest(wanted, names);
    throw new Mistake(
      `There is no release ${wanted}.`,
      meant === undefined ? '`bootbook releases` lists all.' : `Did you mean ${meant}?`,
    );
  }
  for (const meant of names.slice(0, names.indexOf(current)).toReversed()) {
    const name = await byNow(far, meant);
    // What the end of an arming has made of the one before is what serves now.
    if (name !== current) return { meant, name };
  }
  throw new Mistake(`${current} is the oldest release.`, '`bootbook releases` lists all.');
}

/** @throws Mistake if files of the release are not what they were */
async function byNow(far: Far, release: string): Promise<string> {
  const what = `${release} cannot serve again`;
  await far.must(what, 'verify', [release]);
  return (await far.must(what, 'ripen', [release])).toString().trim();
}
