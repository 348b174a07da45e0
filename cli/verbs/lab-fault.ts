import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { printable } from '../../generators/inventory/problem.ts';
import { nearest } from '../../generators/nearest.ts';
import type { Fault } from '../../lab/faults/fault.ts';
import { faults } from '../../lab/faults/index.ts';
import { recordOf, recordPath } from '../../lab/faults/record.ts';
import { failureText, type BootResult } from '../../lab/result.ts';
import { toolsFor } from '../../lab/tools.ts';
import { Unable } from '../../lab/unable.ts';
import { versionsOf } from '../../lab/versions.ts';
import { bootFault, type FaultBoot } from '../boot-fault.ts';
import { exitCodes } from '../exit-codes.ts';
import { exitText } from '../exit-text.ts';
import { Mistake } from '../mistake.ts';
import { PayloadCache } from '../payload/cache.ts';
import { addSiteOptions, repoRoot, type SiteOptions } from '../site-options.ts';
import { painted, write, writeJson } from '../terminal.ts';
import { parseSeconds, stageText } from './lab-words.ts';

interface FaultVerbOptions extends SiteOptions {
  readonly mend?: boolean;
  readonly record?: boolean;
  readonly timeout?: number;
  readonly cache?: string;
}

/** `bootbook lab fault` */
export function registerFault(lab: Command): void {
  addSiteOptions(lab.command('fault'))
    .description('break a healthy boot on purpose, and see what console and logs say of it')
    .argument('[id]', 'which fault; without it, all are listed')
    .option('--mend', 'then mend it, and see the machine boot')
    .option('--record', 'keep what was seen beside the fault, in lab/faults/seen')
    .option(
      '--timeout <seconds>',
      'time limit from power-on (default: by the fault and the measured speed of this machine)',
      parseSeconds,
    )
    .addOption(
      new Option('--cache <dir>', 'where fetched payload is kept (default: .cache/payload)').env(
        'BOOTBOOK_CACHE',
      ),
    )
    .addHelpText(
      'after',
      `
Each fault is made in a scenario of the example site that boots without it. The boot ends when all symptoms of the fault
were seen, or when the time is over.

${exitText({ fine: 'all symptoms seen (and with --mend: the machine booted then)', problem: 'not, or it could not be tried' })}

Examples:
  bootbook lab fault
  bootbook lab fault boot-file-missing --mend
  bootbook lab fault boot-file-missing --json | jq -r '.console[]'`,
    )
    .action(makeFault);
}

async function makeFault(id: string | undefined, options: FaultVerbOptions): Promise<void> {
  if (id === undefined) return listFaults(options.json ?? false);
  const fault = faultOf(id);
  if (options.mend === true && fault.mend.length === 0)
    throw new Mistake(
      `${fault.id} lies in the machine, and nothing on the boot server would mend it.`,
      'Try it without --mend.',
    );
  const root = repoRoot(options.inventory);
  const boot = await tried(fault, root, options);
  const { result } = boot;
  const ok = result.ok && result.mended?.ok !== false;
  if (options.json) {
    const mended = result.mended && { ...result.mended, capture: undefined };
    await writeJson({ ...result, mended, capture: undefined });
  } else await write(process.stdout, resultText(result));
  if (options.record === true && ok) await keep(fault, boot, root);
  process.exitCode = ok ? exitCodes.fine : exitCodes.problem;
}

async function listFaults(json: boolean): Promise<void> {
  if (json) return writeJson(faults.map(({ id, stage, title }) => ({ id, stage, title })));
  const width = Math.max(...faults.map(({ id }) => id.length));
  const lines = faults.map(
    ({ id, stage, title }) =>
      `${id.padEnd(width)}  ${painted('cyan', stage.padEnd(8), process.stdout)}  ${title}\n`,
  );
  await write(process.stdout, lines.join(''));
}

function faultOf(id: string): Fault {
  const found = faults.find((each) => each.id === id);
  if (found !== undefined) return found;
  const meant = nearest(
    id,
    faults.map((each) => each.id),
  );
  throw new Mistake(
    `There is no fault ${JSON.stringify(printable(id)).slice(1, -1)}.`,
    meant === undefined ? '`bootbook lab fault` lists them.' : `Did you mean ${meant}?`,
  );
}

async function tried(fault: Fault, root: string, options: FaultVerbOptions): Promise<FaultBoot> {
  const { mend, timeout, json, inventory } = options;
  const tell = (line: string): void => {
    if (!json) process.stdout.write(`${line}\n`);
  };
  const now = options.now ?? Date.now();
  const cache = new PayloadCache(options.cache ?? join(root, '.cache', 'payload'));
  tell(`${fault.title}. Scenario: ${fault.scenario}`);
  let boots = 0;
  try {
    return await bootFault({ root, now, inventory, cache }, fault, {
      mend,
      timeout,
      onPower: ({ accelerator, limit }) =>
        tell(
          `${boots++ === 0 ? 'Switched on' : 'Mended, and switched on again'} (${accelerator}); time limit ${limit} s.`,
        ),
      onStage: (stage) => tell(stageText(stage)),
    });
  } catch (error) {
    if (error instanceof Unable) throw new Mistake(error.message, error.advice);
    throw error;
  }
}

function resultText(result: BootResult): string {
  const seen = result.symptoms.map(
    ({ id, line, seconds }) =>
      `${seconds.toFixed(1).padStart(7)} s  ${painted('yellow', id, process.stdout)}\n           ${printable(line)}\n`,
  );
  const lines = ['Symptoms:\n', ...seen];
  for (const each of [result, result.mended])
    if (each?.ok === false)
      lines.push(`${painted('red', 'Failed.', process.stdout)} ${failureText(each)}\n`);
  if (result.mended?.ok === true)
    lines.push(
      `${painted('green', 'Booted.', process.stdout)} Mended, it reached ${result.until} after ${result.mended.seconds.toFixed(1)} s.\n`,
    );
  return lines.join('');
}

async function keep(fault: Fault, { host, result }: FaultBoot, root: string): Promise<void> {
  const record = recordOf(fault, result, {
    date: new Date().toISOString().slice(0, 10),
    versions: versionsOf([...toolsFor(host), ...(fault.tools ?? [])]),
  });
  const path = recordPath(fault.id);
  await writeFile(join(root, path), `${JSON.stringify(record, undefined, 2)}\n`);
  process.stderr.write(`${path} written.\n`);
}
