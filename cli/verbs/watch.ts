import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { printable } from '../../generators/inventory/problem.ts';
import { stages } from '../../generators/plan/stages.ts';
import { Fleet, type BootSeen, type Standing } from '../../lab/fleet.ts';
import type { LabStatus } from '../../lab/keep/lab.ts';
import { watchedOf } from '../../lab/keep/site.ts';
import { addSiteOptions, openSite, type SiteOptions } from '../site-options.ts';
import { painted, write } from '../terminal.ts';
import { withLab } from './lab/with-lab.ts';

interface WatchOptions extends SiteOptions {
  readonly name?: string;
  readonly log?: string;
  readonly once?: boolean;
}

/** `bootbook watch` */
export function register(program: Command): void {
  addSiteOptions(program.command('watch'))
    .description('show at which stage of the boot chain each machine is, live, one line a machine')
    .option('--name <name>', 'which running lab, where several are up')
    .option('--log <file>', "a boot server's log instead, or - for standard input")
    .option('--once', 'show it once, and end')
    .addHelpText(
      'after',
      `
Without --log it watches the running lab. With it, it reads what dnsmasq and nginx have written, with or without the
journal's prefix, and knows the machines by the inventory: by the MACs in DHCP lines, and by the addresses that DHCP gave.
A log shows no power, no console and no local disk: there a boot is seen as far as the last file that was sent.

A machine that stands still for longer than is usual before its next stage is flagged, with the page about that stage.

Examples:
  bootbook watch
  journalctl --follow --output=short --unit=dnsmasq | bootbook watch --log -
  bootbook watch --log /var/log/syslog --once`,
    )
    .action(watch);
}

async function watch(options: WatchOptions): Promise<void> {
  if (options.log === undefined) return await watchLab(options);
  const site = await openSite(options);
  if (site === undefined) return;
  const machines = site.plans.flatMap((plan) => plan.hosts.map((host) => watchedOf(plan, host)));
  await watchLog(new Fleet(machines, false), options.log, options.once === true);
}

/** How often the lines are drawn again, in milliseconds. */
const EVERY = 1000;

async function watchLab({ name, once }: WatchOptions): Promise<void> {
  const lab = name === undefined ? {} : { name };
  await withLab(lab, async (client) => {
    const drawing = new Drawing();
    for (;;) {
      drawing.draw(labLines(await client.status()));
      if (once === true || !process.stdout.isTTY) return;
      await new Promise((done) => setTimeout(done, EVERY));
    }
  });
}

/** A lab's machines, a line each. */
export function labLines({ machines }: LabStatus): string[] {
  return machines.map((each) => machineLine(each, each.standing));
}

async function watchLog(fleet: Fleet, file: string, once: boolean): Promise<void> {
  const from = performance.now();
  const live = file === '-' && !once;
  const drawing = new Drawing();
  const now = (): number => (live ? (performance.now() - from) / 1000 : 0);
  const seen = (): BootSeen[] => fleet.machines.filter(({ line }) => line !== undefined);
  const draw = (): void =>
    drawing.draw(seen().map((each) => machineLine(each, fleet.standing(each.id, now()))));
  const timer = live && process.stdout.isTTY ? setInterval(draw, EVERY) : undefined;
  const input = file === '-' ? process.stdin : (await open(file)).createReadStream();
  for await (const line of createInterface({ input })) fleet.log(serverOf(line), line, now());
  clearInterval(timer);
  draw();
  if (seen().length === 0)
    await write(process.stdout, 'No line of it is about a machine of the inventory.\n');
}

/** A line of dnsmasq bears its name; one that starts with an address and a request is nginx's. */
function serverOf(line: string): string {
  return /"(?:GET|HEAD) /.test(line) ? 'nginx' : 'dnsmasq';
}

const WIDTH = 14;

/** A machine and its boot chain: a full square for each stage that it has passed. */
export function machineLine(machine: BootSeen, standing: Standing | undefined): string {
  const { id, power, stages: reached, until } = machine;
  const last = reached.at(-1);
  const end = stages.findIndex((each) => each.id === until);
  // A log does not show every stage, but whoever has reached one has passed those before.
  const at = stages.findLastIndex(({ id: stage }) => reached.some((each) => each.stage === stage));
  const bar = stages
    .slice(0, end + 1)
    .map((_, index) => (index <= at ? '■' : '□'))
    .join('');
  const done = last?.stage === until;
  const shown = painted(standing ? 'yellow' : done ? 'green' : 'cyan', bar, process.stdout);
  const where =
    power === 'off'
      ? 'off'
      : last === undefined
        ? 'no sign of life yet'
        : `${last.stage.padEnd(8)} ${last.seconds.toFixed(0).padStart(4)} s  ${printable(last.what)}`;
  const flag = standing
    ? painted(
        'yellow',
        `  stands still before ${standing.waitsFor} for ${standing.seconds.toFixed(0)} s: /stages/${standing.waitsFor}/`,
        process.stdout,
      )
    : '';
  return `${id.padEnd(WIDTH)} ${shown}${' '.repeat(stages.length - end)} ${where}${flag}`;
}

/** Lines of a terminal that are drawn again in place. */
class Drawing {
  #lines = 0;

  draw(lines: readonly string[]): void {
    const { stdout } = process;
    const up = stdout.isTTY && this.#lines > 0 ? `\x1b[${this.#lines}A` : '';
    const clear = stdout.isTTY ? '\x1b[K' : '';
    stdout.write(up + lines.map((line) => `${clear}${line}\n`).join(''));
    this.#lines = lines.length;
  }
}
