import type { Command } from 'commander';
import { exitText } from '../exit-text.ts';
import { releasesOf } from '../release/far.ts';
import { addTargetOptions, farOf, type TargetOptions } from '../release/release-options.ts';
import { painted, write, writeJson } from '../terminal.ts';

interface ReleasesOptions extends TargetOptions {
  readonly json?: boolean;
}

/** `bootbook releases` */
export function register(program: Command): void {
  addTargetOptions(program.command('releases'))
    .description('list the releases on a boot server')
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
The newest first. A name is the time of its apply, in UTC, and the beginning of the SHA-256 of its SHA256SUMS.
before-bootbook is what was there before the first one.

${exitText({ fine: 'listed', problem: 'the boot server cannot be reached' })}

Examples:
  bootbook releases --to ssh://root@10.20.0.2
  bootbook releases --to ssh://root@10.20.0.2 --json | jq -r .current`,
    )
    .action(releases);
}

async function releases(options: ReleasesOptions): Promise<void> {
  const { current, trial, names } = await releasesOf(farOf(options));
  if (options.json) {
    await writeJson({ current: current ?? null, trial: trial ?? null, releases: names });
    return;
  }
  if (names.length === 0) await write(process.stderr, 'There is no release yet.\n');
  for (const name of names.toReversed()) {
    const remark =
      name === trial?.name
        ? `  on trial, else ${trial.before}`
        : name === current
          ? '  serves'
          : '';
    const text = remark === '' ? name : painted('bold', `${name}${remark}`, process.stdout);
    await write(process.stdout, `${text}\n`);
  }
}
