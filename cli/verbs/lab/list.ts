import type { Command } from 'commander';
import { printable } from '../../../generators/inventory/problem.ts';
import { LabClient } from '../../../lab/keep/client.ts';
import type { LabStatus } from '../../../lab/keep/lab.ts';
import { furthest } from '../../../lab/result.ts';
import { Mistake } from '../../mistake.ts';
import { painted, write, writeJson } from '../../terminal.ts';
import { addLabOptions, asToldMistake, type LabVerbOptions } from './with-lab.ts';

interface ListOptions extends LabVerbOptions {
  readonly json?: boolean;
}

/** `bootbook lab list` */
export function registerList(lab: Command): void {
  addLabOptions(lab.command('list'))
    .description('list the labs that are up: machines, power, stage reached, faults')
    .option('--json', 'answer in JSON')
    .action(list);
}

async function list({ name, json }: ListOptions): Promise<void> {
  try {
    const labs = await LabClient.all();
    const all = await Promise.all(labs.map((each) => each.status()));
    for (const each of labs) each.close();
    const wanted = all.filter((each) => name === undefined || each.name === name);
    if (json) return await writeJson(wanted);
    if (wanted.length === 0)
      throw new Mistake(
        name === undefined ? 'No lab is up.' : `No lab ${name} is up.`,
        'Bring one up: `bootbook lab up`.',
      );
    await write(process.stdout, wanted.map(statusText).join('\n'));
  } catch (error) {
    throw asToldMistake(error);
  }
}

/** A lab and its machines, one line each. */
export function statusText(status: LabStatus): string {
  const { name, server, accelerator, seconds, machines, faults } = status;
  const width = Math.max(...machines.map(({ id }) => id.length));
  const lines = machines.map(({ id, power, stages, route, profile, standing }) => {
    const last = furthest(stages);
    const stage = last === undefined ? '' : `${last.stage} after ${last.seconds.toFixed(0)} s`;
    const own = faults.filter(({ machine }) => machine === id).map(({ fault }) => fault);
    const notes = [
      ...(standing === undefined ? [] : [`stands still before ${standing.waitsFor}`]),
      ...(own.length === 0 ? [] : [`fault: ${own.join(', ')}`]),
    ];
    const note =
      notes.length === 0 ? '' : `  ${painted('yellow', notes.join('; '), process.stdout)}`;
    return (
      printable(
        `  ${id.padEnd(width)}  ${power.padEnd(3)}  ${stage.padEnd(20)}  ${route}; ${profile}`,
      ) + note
    );
  });
  return `${painted('bold', name, process.stdout)}: ${server}, up for ${(seconds / 60).toFixed(0)} min (${accelerator})\n${lines.join('\n')}\n`;
}
