import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { knowledgeOf } from '../../generators/diagnose/knowledge.ts';
import { LiveLog, type LiveMachine } from '../../generators/diagnose/live.ts';
import { printable } from '../../generators/inventory/problem.ts';
import { stages, type StageId } from '../../generators/plan/stages.ts';
import type { BootSeen, Standing } from '../../lab/fleet.ts';
import type { LabStatus } from '../../lab/keep/lab.ts';
import { exitText } from '../exit-text.ts';
import { followFile } from '../follow-file.ts';
import { loadCatalogue } from '../load-catalogue.ts';
import { readingAt } from '../reading.ts';
import { addSiteOptions, openSite, type SiteOptions } from '../site-options.ts';
import { painted, write, writeJson } from '../terminal.ts';
import { withLab } from './lab/with-lab.ts';

interface WatchOptions extends SiteOptions {
  readonly name?: string;
  readonly once?: boolean;
}

/** `bootbook watch [FILE|-]` */
export function register(program: Command): void {
  addSiteOptions(program.command('watch'))
    .description('show at which stage of the boot chain each machine is, live, one line a machine')
    .argument('[file]', "a boot server's log, or - for standard input; without it, the running lab")
    .option('--name <name>', 'which running lab, where several are up')
    .option('--once', 'show it once, and end')
    .addHelpText(
      'after',
      `
A log may be that of dnsmasq, ISC dhcpd, Kea, tftpd-hpa and nginx, together or alone, with the prefix of the journal, of
syslog or of a container. A line without a year or a zone, as syslog writes it, gets those of the line nearest to it that has
them; where none has, it is the latest that was not yet to come when it was read. A file is followed while it grows, also
where it is rotated. Machines are known by their MACs and by the addresses that DHCP gave them; those of the inventory bear
their name.
A log shows no power, no console and no local disk: there a boot is seen as far as the last file that was sent.

A machine that stands still for longer than is usual before its next stage is flagged, with the page about the message
that its lines show, or else about that stage.

${exitText({ fine: 'the log has ended', problem: 'it cannot be read, no such lab is up, or the inventory has errors' })}

Examples:
  bootbook watch
  journalctl --follow --unit=dnsmasq | bootbook watch -
  bootbook watch /var/log/syslog
  bootbook watch /var/log/syslog --once`,
    )
    .action(watch);
}

async function watch(file: string | undefined, options: WatchOptions): Promise<void> {
  if (file === undefined) return await watchLab(options);
  const site = await openSite(options);
  if (site === undefined) return;
  const { catalogue } = await loadCatalogue(site.root);
  const knowledge = knowledgeOf(catalogue, site.plans, { withConfig: () => false });
  // Arrivals are counted from the start of this process.
  const origin = readingAt((options.now ?? Date.now()) - performance.now());
  await watchLog(new LiveLog(knowledge, origin), file, options);
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

async function watchLog(log: LiveLog, file: string, options: WatchOptions): Promise<void> {
  // Where nobody looks on, a file is not waited for.
  const live = options.once !== true && process.stdout.isTTY;
  const drawing = new Drawing();
  const now = (): number => performance.now() / 1000;
  const draw = (): void => drawing.draw(shown(log.machines(now())).map(liveLine));
  const timer = live ? setInterval(draw, EVERY) : undefined;
  try {
    for await (const lines of linesFrom(file, !live)) log.lines(lines, now());
  } finally {
    clearInterval(timer);
  }
  const machines = log.machines(now());
  if (options.json) return await writeJson({ machines });
  draw();
  if (machines.length === 0)
    await write(process.stdout, 'No line of it is about a machine that boots.\n');
}

async function* linesFrom(file: string, once: boolean): AsyncGenerator<string[]> {
  if (file !== '-') {
    yield* followFile(file, () => once);
    return;
  }
  const input = createInterface({ input: process.stdin, crlfDelay: Infinity });
  for await (const line of input) yield [line];
}

/** As many as the terminal has room for: those that stand still, then those that moved last. */
function shown(machines: readonly LiveMachine[]): readonly LiveMachine[] {
  const room = process.stdout.isTTY ? Math.max(5, process.stdout.rows - 2) : Infinity;
  if (machines.length <= room) return machines;
  const rank = ({ standing }: LiveMachine): number => (standing === undefined ? 1 : 0);
  return machines
    .toReversed()
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, room);
}

function liveLine({ name, stage, what, seconds, until, standing }: LiveMachine): string {
  const at = stages.findIndex(({ id }) => id === stage);
  const bar = barOf(
    at,
    until,
    standing !== undefined,
    standing === undefined && isUntil(at, until),
  );
  const where = `${stage.padEnd(8)} ${seconds.toFixed(0).padStart(4)} s  ${printable(what)}`;
  const flag =
    standing === undefined
      ? ''
      : painted(
          'yellow',
          `  stands still before ${standing.waitsFor} for ${standing.seconds.toFixed(0)} s: ${printable(standing.title)}, ${standing.page}`,
          process.stdout,
        );
  return `${name.padEnd(WIDTH)} ${bar} ${where}${flag}`;
}

function isUntil(at: number, until: StageId): boolean {
  return at >= stages.findIndex(({ id }) => id === until);
}

const WIDTH = 14;

/** A machine and its boot chain: a full square for each stage that it has passed. */
export function machineLine(machine: BootSeen, standing: Standing | undefined): string {
  const { id, power, stages: reached, until } = machine;
  const last = reached.at(-1);
  // Not every stage is seen, but whoever has reached one has passed those before.
  const at = stages.findLastIndex(({ id: stage }) => reached.some((each) => each.stage === stage));
  const bar = barOf(at, until, standing !== undefined, last?.stage === until);
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
  return `${id.padEnd(WIDTH)} ${bar} ${where}${flag}`;
}

/** The boot chain up to the stage that is the last one, as wide as the whole chain. */
function barOf(at: number, until: StageId, stands: boolean, done: boolean): string {
  const end = Math.max(
    at,
    stages.findIndex(({ id }) => id === until),
  );
  const squares = stages
    .slice(0, end + 1)
    .map((_, index) => (index <= at ? '■' : '□'))
    .join('');
  const style = stands ? 'yellow' : done ? 'green' : 'cyan';
  return painted(style, squares, process.stdout) + ' '.repeat(stages.length - end);
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
