import { InvalidArgumentError } from 'commander';
import { printable } from '../../generators/inventory/problem.ts';
import type { StageReached } from '../../lab/result.ts';
import { painted } from '../terminal.ts';

/*
 * What the verbs of `bootbook lab` have in common on the terminal.
 */

/** The value of `--timeout`. */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^[0-9]{1,6}$/.test(text) || seconds === 0)
    throw new InvalidArgumentError('Expected seconds, such as 300.');
  return seconds;
}

const WIDTH = 60;

/** A stage that was reached, on one line. */
export function stageText({ stage, what, seconds }: StageReached): string {
  const shown = printable(what);
  const cut = shown.length > WIDTH ? `${shown.slice(0, WIDTH - 1)}…` : shown;
  return `${seconds.toFixed(1).padStart(7)} s  ${painted('cyan', stage.padEnd(8), process.stdout)}  ${cut}`;
}
