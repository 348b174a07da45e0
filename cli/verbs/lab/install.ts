import { join, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { PROOFS } from '../../../generators/proof/statement.ts';
import type { Milestone } from '../../../lab/operator.ts';
import { exitCodes } from '../../exit-codes.ts';
import { exitText } from '../../exit-text.ts';
import { installHost } from '../../install/install.ts';
import { PayloadCache } from '../../payload/cache.ts';
import type { Outcome } from '../../proofs/prove-all.ts';
import { proofsIn } from '../../proofs/store.ts';
import type { ScenarioSource } from '../../scenario-plans.ts';
import { addSiteOptions, repoRoot, type SiteOptions } from '../../site-options.ts';
import { painted, write, writeJson } from '../../terminal.ts';
import { stageText } from '../lab-words.ts';
import { asToldMistake } from './with-lab.ts';

interface InstallVerbOptions extends SiteOptions {
  readonly mirror?: URL;
  readonly proofs: string;
  readonly cache?: string;
}

/** `bootbook lab install` */
export function registerInstall(lab: Command): void {
  addSiteOptions(lab.command('install'))
    .description(
      'let Debian’s installer install a host on a virtual disk, boot from it, and keep the proof',
    )
    .argument('<host>', 'its id, or the MAC or address of one of its interfaces')
    .option(
      '--mirror <url>',
      'a mirror of Debian, such as http://deb.debian.org/debian',
      parseMirror,
    )
    .option('--proofs <dir>', 'where proofs are kept', PROOFS)
    .addOption(
      new Option('--cache <dir>', 'where fetched payload is kept (default: .cache/payload)').env(
        'BOOTBOOK_CACHE',
      ),
    )
    .addHelpText(
      'after',
      `
Three boots of one machine, with the files that are emitted for this host. It is armed with its installer's profile, and the
installer installs Debian on an empty disk; it is disarmed, and boots from that disk to its login prompt; it is switched on
once more, and what is on the disk must be what was installed. What the preseed file leaves to a person, the lab types.

The answers are those of the host's own profile: a file that its \`preseed\` names, or what \`install\` with answers: preseed
makes. Of \`install\`, the disk is one that it chooses (by serial number, size, or as /dev/vda, /dev/sda, /dev/nvme0n1), users,
keys, packages and layout must be on it afterwards, and the installed system must report back. Layouts: plain and lvm, ext4.

The mirror that the answers name is in the lab too. With --mirror it is another one: only what lies there, and Debian's
security updates, can be reached. Without it, a mirror is made of what this machine's apt can get. Apt gets most packages, but
not all of the installer's own, for which smaller parts stand; the proof says which. That takes ten minutes to an hour
without KVM.

${exitText({ fine: 'installed and booted', problem: 'not, or it could not be tried' })}

Examples:
  bootbook lab install web03
  bootbook lab install deb01
  bootbook lab install db03 --mirror http://deb.debian.org/debian`,
    )
    .action(install);
}

function parseMirror(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new InvalidArgumentError('Expected an address such as http://deb.debian.org/debian.');
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

async function install(host: string, options: InstallVerbOptions): Promise<void> {
  const root = repoRoot(options.inventory);
  const source: ScenarioSource = {
    root,
    now: options.now ?? Date.now(),
    inventory: options.inventory,
    cache: new PayloadCache(resolve(options.cache ?? join(root, '.cache', 'payload'))),
  };
  const tell = (line: string): void => {
    if (!options.json) process.stdout.write(`${line}\n`);
  };
  const outcome = await tried(source, host, options, tell);
  if ('proof' in outcome)
    proofsIn(resolve(root, options.proofs)).write(outcome.scenario.id, outcome.proof);
  else process.exitCode = exitCodes.problem;
  if (options.json)
    await writeJson('proof' in outcome ? outcome.proof : { failure: outcome.failure });
  else await write(process.stdout, outcomeText(outcome, options.proofs));
}

async function tried(
  source: ScenarioSource,
  host: string,
  { mirror }: InstallVerbOptions,
  tell: (line: string) => void,
): Promise<Outcome> {
  const titles = ['Installing', 'Disarmed, and switched on again', 'Switched on once more'];
  try {
    return await installHost(source, {
      host,
      mirror,
      watch: {
        onPower: ({ accelerator, limit }) =>
          tell(`${titles.shift()} (${accelerator}); time limit ${limit} s.`),
        onStage: (stage) => tell(stageText(stage)),
        onMilestone: (milestone) => tell(milestoneText(milestone)),
      },
    });
  } catch (error) {
    throw asToldMistake(error);
  }
}

function milestoneText({ what, seconds }: Milestone): string {
  return `${seconds.toFixed(1).padStart(7)} s  ${painted('yellow', what, process.stdout)}`;
}

function outcomeText(outcome: Outcome, folder: string): string {
  const { scenario } = outcome;
  if ('failure' in outcome)
    return `${painted('red', 'Failed.', process.stdout)} ${outcome.failure}\n`;
  const { boot } = outcome.proof.predicate;
  const [first] = boot.then ?? [];
  return `${painted('green', 'Installed.', process.stdout)} ${scenario.host} was installed in ${boot.seconds.toFixed(0)} s, and booted from its disk in ${first?.seconds.toFixed(0)} s.
What was not as it is outside of the lab:
${(boot.standIns ?? []).map((each) => `  ${each}\n`).join('')}Proof: ${join(folder, `${scenario.id}.json`)}
`;
}
