import { spawnSync } from 'node:child_process';
import { shellWord } from '../../generators/formats/answers/shell.ts';
import type { SecretPlace } from '../../generators/inventory/schema.ts';
import { secretPlaceText } from '../../generators/secret-place.ts';
import { isSystemError, Mistake } from '../mistake.ts';

/** How a tool is run. */
export interface Running {
  /** Absolute path of the folder that it runs in. */
  readonly cwd: string;
  /** Whether somebody can answer its questions. */
  readonly terminal: boolean;
  /** How long it may take where nobody can, in milliseconds. */
  readonly patience: number;
}

/** Lines of a tool's last words that are told. A report of sops has as many. */
const MOST_LINES = 12;

/** age ends every error with this line, which says nothing about it. */
const NOISE = /^age: report unexpected or unhelpful errors at /;

/**
 * What a tool that keeps secrets writes to stdout. At a terminal it may ask for a passphrase. Where there is none, it finds nothing
 * to read its answer from and has to fail, for on an open pipe ansible-vault would wait for ever.
 * @throws Mistake if it is not here, fails, or waits too long; its own words are told, and nothing of its stdout
 */
export function toolOutput(
  place: SecretPlace,
  [program, ...args]: readonly [program: string, ...args: string[]],
  { cwd, terminal, patience }: Running,
): string {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: [terminal ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    timeout: terminal ? undefined : patience,
    env: { ...process.env, PAGER: 'cat' },
  });
  const secret = `the secret ${secretPlaceText(place)}`;
  if (isSystemError(error, 'ENOENT'))
    throw new Mistake(
      `The secret ${secretPlaceText(place)} needs ${program}, which is not on this machine.`,
      'Install it, or keep the secret elsewhere.',
    );
  const byHand = `Try it by hand: ${[program, ...args].map(shellWord).join(' ')}${terminal ? '' : NOBODY}`;
  if (isSystemError(error, 'ETIMEDOUT'))
    throw new Mistake(
      `${program} was asked for ${secret}, and had not answered after ${patience / 1000} s.`,
      byHand,
    );
  if (error !== undefined)
    throw new Mistake(`${program} did not give ${secret}: ${error.message}.`, byHand);
  if (status === 0) return stdout;
  const words = lastWords(stderr) || `it ended with ${status ?? signal} and said nothing`;
  throw new Mistake(`${program} did not give ${secret}: ${words}`, byHand);
}

const NOBODY =
  '. If it asks for a passphrase there: here was no terminal to ask at. Start this in one, with nothing piped into it, or keep the key where no passphrase is asked for.';

function lastWords(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !NOISE.test(line))
    .slice(-MOST_LINES)
    .join('\n');
}
