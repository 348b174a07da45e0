import type { Command } from 'commander';
import { LabClient } from '../../../lab/keep/client.ts';
import type { LabStatus } from '../../../lab/keep/lab.ts';
import { LAB_NAME } from '../../../lab/keep/place.ts';
import { Unable } from '../../../lab/unable.ts';
import { exitText } from '../../exit-text.ts';
import { Mistake } from '../../mistake.ts';

/** Options of every verb that speaks to a running lab. */
export interface LabVerbOptions {
  readonly name?: string;
}

/**
 * Adds the option that says which lab is meant, and the exit codes.
 * @param fine what 0 means
 */
export function addLabOptions(command: Command, fine = 'done'): Command {
  return command
    .option('--name <name>', 'which lab, where several are up')
    .addHelpText(
      'after',
      `\n${exitText({ fine, problem: 'it cannot be done, or there is no such lab' })}`,
    );
}

/** What the lab says it cannot do, as a mistake that the person can mend; anything else as it is. */
export function asToldMistake(error: unknown): unknown {
  return error instanceof Unable ? new Mistake(error.message, error.advice) : error;
}

/** @throws Mistake if it is no name for a lab */
export function checkName(name: string): void {
  if (!LAB_NAME.test(name))
    throw new Mistake(
      `A lab cannot be named ${JSON.stringify(name)}.`,
      'A name has small letters, digits and hyphens, and at most 31 of them.',
    );
}

/**
 * Connects to the lab that is meant, and leaves it when the work is done.
 * @throws Mistake if it is not up, or not known which is meant
 */
export async function withLab<T>(
  { name }: LabVerbOptions,
  use: (lab: LabClient) => Promise<T>,
): Promise<T> {
  try {
    const lab = await find(name);
    try {
      return await use(lab);
    } finally {
      lab.close();
    }
  } catch (error) {
    throw asToldMistake(error);
  }
}

async function find(name: string | undefined): Promise<LabClient> {
  if (name !== undefined) {
    checkName(name);
    const lab = await LabClient.find(name);
    if (lab !== undefined) return lab;
    throw new Mistake(`No lab ${name} is up.`, '`bootbook lab list` lists those that are.');
  }
  const labs = await LabClient.all();
  if (labs.length === 1) return labs[0]!;
  for (const each of labs) each.close();
  if (labs.length === 0) throw new Mistake('No lab is up.', 'Bring one up: `bootbook lab up`.');
  throw new Mistake(
    `${labs.length} labs are up: ${labs.map((each) => each.name).join(', ')}.`,
    'Say which one you mean: --name NAME.',
  );
}

/**
 * The machine that is meant: the one of that name, or the only one.
 * @throws Mistake if it is not known which
 */
export function machineId({ name, machines }: LabStatus, wanted: string | undefined): string {
  const ids = machines.map(({ id }) => id);
  if (wanted === undefined ? ids.length === 1 : ids.includes(wanted)) return wanted ?? ids[0]!;
  throw new Mistake(
    wanted === undefined
      ? `The lab ${name} has several machines.`
      : `There is no machine ${wanted} in the lab ${name}.`,
    `Name one of them: ${ids.join(', ')}.`,
  );
}
