import type { Command } from 'commander';
import { nearest } from '../../generators/nearest.ts';
import type { HostPlan } from '../../generators/plan/plan.ts';
import { applyCommands } from '../apply-commands.ts';
import { armingOf } from '../armed.ts';
import { carryOut, writePatch, type EditOptions } from '../carry-out.ts';
import { addChoiceOptions, CHOICE_HELP, chooseHosts, type ChoiceOptions } from '../choose-hosts.ts';
import type { Wanted } from '../edit-inventory.ts';
import { exitText } from '../exit-text.ts';
import { Mistake } from '../mistake.ts';
import { addSiteOptions, openSite, type OpenSite } from '../site-options.ts';
import { oneLine, painted, write, writeJson } from '../terminal.ts';

interface DisarmOptions extends EditOptions, ChoiceOptions {
  readonly all?: boolean;
  readonly expired?: boolean;
  readonly profile?: string;
}

/** `bootbook disarm` */
export function register(program: Command): void {
  addSiteOptions(addChoiceOptions(program.command('disarm')))
    .description('take the arming of hosts back')
    .option('--all', 'every host')
    .option('--expired', 'only armings whose time has passed')
    .option('--profile <id>', 'also give them this profile, such as local')
    .option('--dry-run', 'show what would change in the inventory, and write nothing')
    .addHelpText(
      'after',
      `
It takes the line armedUntil: out of the chosen hosts. Their profile: stays, and boots the disk while nobody arms it again;
--profile replaces it, also in chosen hosts that were not armed. The boot server knows of it with the next bootbook apply.

${CHOICE_HELP}

${exitText({ fine: 'disarmed, or nobody was armed', problem: 'no such host, rack …, or the inventory has errors' })}

Examples:
  bootbook disarm --host web01,web02
  bootbook disarm --rack A2 --profile local
  bootbook disarm --expired
  bootbook disarm --all --dry-run`,
    )
    .action(disarm);
}

async function disarm(options: DisarmOptions): Promise<void> {
  const now = options.now ?? Date.now();
  const site = await openSite({ ...options, now });
  if (site === undefined) return;
  const everybody = options.all === true || options.expired === true;
  const chosen =
    chooseHosts(site, options) ??
    (everybody ? site.plans.flatMap(({ hosts }) => hosts) : undefined);
  if (chosen === undefined) {
    throw new Mistake(
      'Which hosts are to be disarmed?',
      'Choose them: --host, --model, --rack, --network or --where; or --expired, or --all.',
    );
  }
  checkProfile(site, options.profile);
  const hosts = chosen.filter((plan) => {
    const arming = armingOf(plan, now);
    if (options.expired === true) return arming?.state === 'expired';
    // Of all hosts, only those that were armed get another profile; a host that is named gets it anyway.
    return options.all === true ? arming !== undefined : edits(plan, options.profile).length > 0;
  });
  const done = await carryOut(
    site,
    options,
    hosts.flatMap((plan) => edits(plan, options.profile)),
    now,
  );
  if (done === undefined) return;
  const names = hosts.map(({ host }) => host.id);
  if (options.json) {
    await writeJson({
      hosts: names,
      written: options.dryRun !== true && done.changes.length > 0,
      files: done.changes.map(({ path }) => path),
      patch: done.patch,
    });
    return;
  }
  if (names.length === 0) {
    const which = options.expired === true ? 'has an arming that expired' : 'is armed';
    await write(process.stdout, `None of these hosts ${which}.\n`);
    return;
  }
  if (options.dryRun === true) await writePatch(done.patch);
  const head = options.dryRun === true ? 'Would be disarmed' : 'Disarmed';
  await write(
    process.stdout,
    `${painted('bold', head, process.stdout)}: ${names.join(', ')}.\n\n${
      options.dryRun === true
        ? 'Nothing was written. Without --dry-run it is.'
        : [
            'Next',
            ...applyCommands(site.plans, hosts).map((each) => `  ${each}`),
            'Until then the boot server serves what it serves.',
          ].join('\n')
    }\n`,
  );
}

function checkProfile({ inventory }: OpenSite, id: string | undefined): void {
  if (id === undefined || inventory.profiles.has(id)) return;
  const meant = nearest(id, inventory.profiles.keys());
  throw new Mistake(
    `There is no profile ${oneLine(id)}.`,
    meant === undefined
      ? `Choose one of ${[...inventory.profiles.keys()].join(', ')}.`
      : `Did you mean ${meant}?`,
  );
}

function edits(plan: HostPlan, profile: string | undefined): Wanted[] {
  const has = (plan.withheld ?? plan.profile).value.id;
  return [
    ...(plan.host.armedUntil === undefined
      ? []
      : [{ entity: plan.host, path: ['armedUntil'], value: undefined }]),
    ...(profile === undefined || profile === has
      ? []
      : [{ entity: plan.host, path: ['profile'], value: profile }]),
  ];
}
