import type { Command } from 'commander';
import type { Profile } from '../../generators/inventory/inventory.ts';
import { nearest } from '../../generators/nearest.ts';
import type { HostPlan } from '../../generators/plan/plan.ts';
import { applyCommands } from '../apply-commands.ts';
import { armingLines, armingOf, armings } from '../armed.ts';
import { carryOut, writePatch, type EditOptions } from '../carry-out.ts';
import { addChoiceOptions, CHOICE_HELP, chooseHosts, type ChoiceOptions } from '../choose-hosts.ts';
import { DAY, durationText, parseDuration } from '../duration.ts';
import type { Wanted } from '../edit-inventory.ts';
import { exitText } from '../exit-text.ts';
import { Mistake } from '../mistake.ts';
import { addSiteOptions, openSite, parseTime, type OpenSite } from '../site-options.ts';
import { oneLine, painted, plural, write, writeJson } from '../terminal.ts';
import { parseCount } from '../parse-count.ts';

interface ArmOptions extends EditOptions, ChoiceOptions {
  readonly for?: number;
  readonly until?: number;
  readonly beyondADay?: boolean;
  readonly atOnce?: number;
  readonly after?: string;
  readonly list?: boolean;
}

const DEFAULT_DURATION = 3_600_000;

/** `bootbook arm PROFILE` */
export function register(program: Command): void {
  const command = program
    .command('arm')
    .description('let hosts run a profile that erases disks, for a limited time')
    .argument('[profile]', 'id of a destructive profile, such as debian-12-install');
  addSiteOptions(addChoiceOptions(command))
    .option('--for <duration>', 'for how long: 45m, 1h, 1h30m (default: 1h)', parseDuration)
    .option('--until <time>', 'until when instead, such as 2026-11-22T03:40:00Z', parseTime)
    .option('--beyond-a-day', 'yes, for longer than a day')
    .option('--at-once <n>', 'arm no more than so many hosts at a time', parseCount)
    .option('--after <host>', 'go on behind this host, the last one of the wave before')
    .option('--dry-run', 'show what would change in the inventory, and write nothing')
    .option('--list', 'show every host with an armedUntil, expired ones too, and change nothing')
    .addHelpText(
      'after',
      `
It writes profile: and armedUntil: into the inventory's lines of the chosen hosts. Every other byte of the files stays as it
is. Nothing is written if the inventory would have errors afterwards, or a file is written in a way in which a program
should not edit it. The boot server knows of it with the next bootbook apply: arming is judged then.

${CHOICE_HELP}

With --at-once the hosts are armed in waves, in the order of the inventory. A host of the choice that is still armed counts,
so there are never more than n; the command says how to arm the next wave.

${exitText({ fine: 'armed, or nothing to do', problem: 'no such profile, host, rack …, hosts of the wave before are still armed, or the inventory has errors' })}

Examples:
  bootbook arm debian-12-install --host web01
  bootbook arm debian-12-install --rack A2 --for 90m --dry-run
  bootbook arm debian-12-install --model dell-r640 --where network=prod --at-once 2
  bootbook arm --list
  bootbook arm --list --json | jq -r '.armings[] | select(.state == "expired").host'`,
    )
    .action(arm);
}

async function arm(profileId: string | undefined, options: ArmOptions): Promise<void> {
  const now = options.now ?? Date.now();
  if (options.list === true) return list({ ...options, now });
  if (profileId === undefined) {
    throw new Mistake(
      'Which profile are the hosts to be armed for?',
      'Name it: bootbook arm debian-12-install --host web01. What is armed now: bootbook arm --list.',
    );
  }
  const until = untilOf(options, now);
  const site = await openSite({ ...options, now });
  if (site === undefined) return;
  const profile = profileOf(site, profileId);
  const chosen = chooseHosts(site, options);
  if (chosen === undefined) {
    throw new Mistake(
      `Which hosts are to be armed for ${profile.id}?`,
      'Choose them: --host, --model, --rack, --network or --where. All of a site: --where site=ams1.',
    );
  }
  const { waves, held } = wavesOf(chosen, options, now);
  const wave = waves[0] ?? [];
  const wanted = wave.flatMap((plan) => edits(plan, profile, until));
  const done = await carryOut(site, options, wanted, now);
  if (done === undefined) return;
  if (options.json) {
    await writeJson({
      profile: profile.id,
      until,
      hosts: wave.map(({ host }) => host.id),
      waves: waves.map((each) => each.map(({ host }) => host.id)),
      written: options.dryRun !== true && done.changes.length > 0,
      files: done.changes.map(({ path }) => path),
      patch: done.patch,
    });
    return;
  }
  if (options.dryRun === true) await writePatch(done.patch);
  const commands = applyCommands(site.plans, wave);
  await write(process.stdout, told(profile, until, now, waves, held, commands, options));
}

async function list(options: ArmOptions & { now: number }): Promise<void> {
  const site = await openSite(options);
  if (site === undefined) return;
  const all = armings(site.plans);
  if (options.json) return writeJson({ now: new Date(options.now).toISOString(), armings: all });
  const lines = armingLines(all, options.now);
  const expired = all.filter(({ state }) => state === 'expired').length;
  if (lines.length === 0) lines.push('No host is armed.');
  if (expired > 0) lines.push('', 'Out with the expired ones: bootbook disarm --expired');
  await write(process.stdout, `${lines.join('\n')}\n`);
}

/** Until when, as it is written: whole seconds in UTC. */
function untilOf(options: ArmOptions, now: number): string {
  if (options.for !== undefined && options.until !== undefined)
    throw new Mistake('Both --for and --until are given.', 'Leave one of them out.');
  const until = options.until ?? now + (options.for ?? DEFAULT_DURATION);
  const text = new Date(Math.floor(until / 1000) * 1000).toISOString().replace('.000Z', 'Z');
  if (until <= now)
    throw new Mistake(`${text} has passed already.`, 'Give a time that lies ahead.');
  if (until - now > DAY && options.beyondADay !== true) {
    throw new Mistake(
      `Armed until ${text} is longer than a day: each restart until then could erase the disks.`,
      'An hour is plenty for a machine to start and fetch its files. If it has to be: --beyond-a-day.',
    );
  }
  return text;
}

function profileOf({ inventory }: OpenSite, id: string): Profile {
  const profile = inventory.profiles.get(id);
  if (profile === undefined) {
    const destructive = [...inventory.profiles.values()].filter((each) => each.destructive);
    const known = destructive.map((each) => each.id);
    const meant = nearest(id, known);
    throw new Mistake(
      `There is no profile ${oneLine(id)}.`,
      meant !== undefined
        ? `Did you mean ${meant}?`
        : known.length === 0
          ? 'The inventory has no destructive profile, so nothing needs arming.'
          : `Those that can be armed: ${known.join(', ')}.`,
    );
  }
  if (profile.destructive) return profile;
  throw new Mistake(
    `The profile ${id} erases nothing, so there is nothing to arm.`,
    `Write profile: ${id} into the host's lines of the inventory; it counts until it is taken out.`,
  );
}

/** Hosts in the order in which they are armed, in waves of the wished size; and those of the choice that are armed already. */
function wavesOf(
  chosen: readonly HostPlan[],
  { atOnce, after }: ArmOptions,
  now: number,
): { waves: HostPlan[][]; held: readonly HostPlan[] } {
  const last = chosen.findIndex(({ host }) => host.id === after);
  if (after !== undefined && last < 0) {
    const meant = nearest(
      after,
      chosen.map(({ host }) => host.id),
    );
    throw new Mistake(
      `${oneLine(after)} is none of the chosen hosts, so nothing comes after it.`,
      meant === undefined
        ? `The choice is ${chosen.map(({ host }) => host.id).join(', ')}.`
        : `Did you mean ${meant}?`,
    );
  }
  const ahead = chosen.slice(last + 1);
  if (atOnce === undefined) return { waves: [ahead], held: [] };
  const held = chosen.filter((plan) => armingOf(plan, now)?.state === 'armed');
  const todo = ahead.filter((plan) => !held.includes(plan));
  const room = atOnce - held.length;
  if (room <= 0 && todo.length > 0) {
    const armed = held.map(({ host }) => host.id).join(',');
    throw new Mistake(
      `Of the chosen hosts, ${plural(held.length, 'host')} ${held.length === 1 ? 'is' : 'are'} still armed, and ${atOnce} may be at once.`,
      `When they are done: bootbook disarm --host ${armed}. Or wait: bootbook arm --list tells how long.`,
    );
  }
  const waves = [todo.slice(0, room)];
  for (let at = room; at < todo.length; at += atOnce) waves.push(todo.slice(at, at + atOnce));
  return { waves, held };
}

/** What has to change for a host. A profile that it has anyway, by itself or from its model, network or site, stays. */
function edits({ host, profile, withheld }: HostPlan, wanted: Profile, until: string): Wanted[] {
  const has = (withheld ?? profile).value.id === wanted.id;
  return [
    ...(has ? [] : [{ entity: host, path: ['profile'], value: wanted.id }]),
    { entity: host, path: ['armedUntil'], value: until },
  ];
}

function told(
  profile: Profile,
  until: string,
  now: number,
  waves: readonly (readonly HostPlan[])[],
  held: readonly HostPlan[],
  commands: readonly string[],
  options: ArmOptions,
): string {
  const names = (hosts: readonly HostPlan[]): string => hosts.map(({ host }) => host.id).join(', ');
  const [wave = [], ...later] = waves;
  if (wave.length === 0) return 'Nothing is left to be armed.\n';
  const head = options.dryRun === true ? 'Would be armed' : 'Armed';
  const lines = [
    `${painted('bold', head, process.stdout)} for '${oneLine(profile.label)}' until ${until} (${durationText(Date.parse(until) - now)}): ${names(wave)}.`,
  ];
  if (held.length > 0) lines.push(`Armed before, and not touched: ${names(held)}.`);
  for (const [index, each] of later.entries()) lines.push(`Wave ${index + 2}: ${names(each)}.`);
  const ids = wave.map(({ host }) => host.id).join(',');
  lines.push(
    '',
    ...(options.dryRun === true
      ? ['Nothing was written. Without --dry-run it is.']
      : [
          'Next',
          `  look at it    git diff && bootbook explain ${wave[0]!.host.id}`,
          ...commands.map((each) => `  bring it      ${each}`),
          '  start         the machines, from the network',
          `  afterwards    bootbook disarm --host ${ids}, and apply again`,
        ]),
  );
  if (options.dryRun !== true && later.length > 0)
    lines.push(`  next wave     the same command with --after ${wave.at(-1)!.host.id}`);
  return `${lines.join('\n')}\n`;
}
