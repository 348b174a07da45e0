import type { Command } from 'commander';
import { printable } from '../../generators/inventory/problem.ts';
import {
  explainHost,
  toldWhileArmed,
  type StageTold,
  type Told,
} from '../../generators/plan/explain.ts';
import { doesWords } from '../../generators/plan/quirk-words.ts';
import type { HostQuirk } from '../../generators/plan/quirks.ts';
import { usedEffect } from '../../generators/plan/quirks-used.ts';
import type { HostPlan, Plan } from '../../generators/plan/plan.ts';
import { reasonText } from '../../generators/reason.ts';
import { exitText } from '../exit-text.ts';
import { findHost } from '../find-host.ts';
import { addSiteOptions, openSite, type SiteOptions } from '../site-options.ts';
import { painted, write, writeJson } from '../terminal.ts';

/** `bootbook explain HOST` */
export function register(program: Command): void {
  addSiteOptions(program.command('explain'))
    .description('tell what a host is told at each stage of its boot, and why')
    .argument('<host>', 'its id, or the MAC or address of one of its interfaces')
    .addHelpText(
      'after',
      `
The nine stages from power-on to the running system, in their order. Below each thing that the host is told stands why:
a value of the inventory with its file and line, or a rule or quirk with the page that explains it. An installation that
is withheld, since the host is not armed, follows with its kernel arguments. The quirks of the host come last, declined
ones with the reason.

${exitText({ fine: 'explained', problem: 'the inventory has errors, or there is no such host' })}

Examples:
  bootbook explain web01
  bootbook explain 00:24:e8:5a:10:01
  bootbook explain web01 --now 2026-11-21T12:00:00Z
  bootbook explain web01 --json | jq '.stages[] | {stage, short}'`,
    )
    .action(explain);
}

async function explain(wanted: string, options: SiteOptions): Promise<void> {
  const site = await openSite(options);
  if (site === undefined) return;
  const { plan, host } = findHost(site, wanted);
  const chain = explainHost(plan, host);
  if (options.json) {
    await writeJson({
      host: host.host.id,
      server: plan.server.id,
      route: host.route.value.id,
      profile: host.profile.value.id,
      quirks: host.quirks.map((had) => ({
        id: had.quirk.id,
        title: had.quirk.title,
        page: `/quirks/${had.quirk.id}/`,
        effect: had.quirk.effect ?? null,
        used: usedEffect(plan, host, had) ?? null,
        because: had.because.map(reasonText),
        declined:
          had.declined === undefined
            ? null
            : { reason: had.declined.value, because: had.declined.because.map(reasonText) },
      })),
      stages: chain.map(({ stage, short, told }) => ({
        stage: stage.id,
        title: stage.title,
        short,
        told: told.map(toldJson),
      })),
      whileArmed: toldWhileArmed(plan, host)?.map(toldJson) ?? null,
    });
    return;
  }
  await write(process.stdout, chainText(plan, host, chain));
}

function toldJson({ text, because }: Told): { text: string; because: string[] } {
  return { text, because: because.map(reasonText) };
}

const WIDTH = 80;

function quirkLines(had: HostQuirk, where: { plan: Plan; host: HostPlan }): string[] {
  const { stdout } = process;
  const { quirk, because, declined } = had;
  const reasons = [...because, ...(declined?.because ?? [])].map(reasonText);
  return [
    '',
    `${painted(['bold', 'cyan'], 'Quirk', stdout)} ${quirk.id}`,
    ...wrapped(
      declined === undefined ? `Effect: ${doesWords(had, where)}.` : `Declined: ${declined.value}.`,
      '  ',
    ),
    ...reasons.flatMap((reason) =>
      wrapped(reason, '      ', '    - ').map((line) => painted('dim', line, stdout)),
    ),
  ];
}

function chainText(plan: Plan, host: HostPlan, chain: readonly StageTold[]): string {
  const { stdout } = process;
  const lines = [
    `${painted('bold', host.host.id, stdout)}: ${host.route.value.title}, from ${plan.server.id}`,
  ];
  for (const [index, { stage, short, told }] of chain.entries()) {
    const head = `${index + 1} ${stage.title}`.padEnd(12);
    lines.push('', `${painted(['bold', 'cyan'], head, stdout)} ${printable(short)}`);
    lines.push(...told.flatMap(toldLines));
  }
  const armed = toldWhileArmed(plan, host);
  if (armed !== undefined)
    lines.push(
      '',
      `${painted(['bold', 'cyan'], 'While it is armed', stdout)}, its kernel is told:`,
      ...armed.flatMap(toldLines),
    );
  lines.push(...host.quirks.flatMap((quirk) => quirkLines(quirk, { plan, host })));
  return `${lines.join('\n')}\n`;
}

function toldLines({ text, because }: Told): string[] {
  const reasons = [...new Set(because.map(reasonText))].flatMap((reason) =>
    wrapped(reason, '      ', '    - '),
  );
  return [...wrapped(text, '  '), ...reasons.map((line) => painted('dim', line, process.stdout))];
}

/** Words in lines of at most 80 columns; a longer word stands alone. */
function wrapped(text: string, indent: string, first = indent): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of printable(text).split(' ')) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
