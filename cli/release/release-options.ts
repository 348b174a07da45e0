import { InvalidArgumentError, type Command } from 'commander';
import { Mistake } from '../mistake.ts';
import { nearest } from '../../generators/nearest.ts';
import type { Plan } from '../../generators/plan/plan.ts';
import { Far, targetOf } from './far.ts';
import type { Going } from './release.ts';

/** Options of the verbs that reach a boot server's disk. */
export interface TargetOptions {
  readonly to: string;
  readonly ssh?: string;
}

/** Options of the verbs that change what serves. */
export interface GoingOptions extends TargetOptions {
  readonly restart?: string;
  readonly trial: number;
  readonly drain: number;
  readonly keep: number;
  /** An address, or false for `--no-ask`. */
  readonly ask?: string | false;
}

/** Adds the options that say where the boot server's disk is. */
export function addTargetOptions(command: Command): Command {
  return command
    .requiredOption('--to <place>', 'the boot server: ssh://root@boot1, or the folder of its root')
    .option('--ssh <program>', 'a program that takes the place of ssh');
}

/** Adds the options that say how a release goes live. */
export function addGoingOptions(command: Command): Command {
  return addTargetOptions(command)
    .option(
      '--restart <how>',
      "systemd, none, or a command of the boot server's shell, which gets the names: dnsmasq nginx … (default: systemd, and none for a folder that is not /)",
    )
    .option(
      '--trial <seconds>',
      'the boot server goes back by itself if nothing is heard from here',
      seconds,
      120,
    )
    .option('--drain <seconds>', 'wait for TFTP transfers before dnsmasq is restarted', seconds, 60)
    .option('--keep <count>', 'older releases that stay', seconds, 5)
    .option('--ask <address>', 'ask there, instead of where the hosts are told to')
    .option('--no-ask', 'do not ask the servers; then nothing is taken back by itself');
}

function seconds(text: string): number {
  if (!/^[0-9]{1,5}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

/** The other side of these options. */
export function farOf({ to, ssh }: TargetOptions): Far {
  return new Far(targetOf(to), ssh);
}

/** How a release goes live by these options. A folder that nobody serves is not asked. */
export function goingOf({ restart, trial, drain, keep, ask }: GoingOptions, far: Far): Going {
  const { ssh, root } = far.target;
  const how = restart ?? (ssh !== undefined || root === '/' ? 'systemd' : 'none');
  return {
    restart: how,
    trial: Math.max(trial, 10),
    drain,
    keep,
    ask: ask !== false && (how !== 'none' || typeof ask === 'string'),
    address: typeof ask === 'string' ? ask : undefined,
  };
}

/**
 * The plan of the boot server in question: the one that is named, or the only one.
 * @throws Mistake if there is none of this name, or none is named of several
 */
export function serverOf(plans: readonly Plan[], name: string | undefined): Plan {
  const ids = plans.map(({ server }) => server.id);
  if (name === undefined) {
    if (plans.length === 1) return plans[0]!;
    throw new Mistake(
      `There are ${ids.length} boot servers: ${ids.join(', ')}.`,
      'Say which one: --server NAME.',
    );
  }
  const chosen = plans.find(({ server }) => server.id === name);
  if (chosen !== undefined) return chosen;
  const meant = nearest(name, ids);
  throw new Mistake(
    `There is no boot server ${name}.`,
    meant === undefined ? `Choose one of ${ids.join(', ')}.` : `Did you mean ${meant}?`,
  );
}
