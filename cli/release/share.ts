import { InvalidArgumentError, type Command } from 'commander';
import { endangered, tooMany, type HostChange } from '../../generators/plan/compare-hosts.ts';
import { plural } from '../terminal.ts';

/** Adds the option that says how many hosts one change may take away or re-point. */
export function addShareOption(command: Command): Command {
  return command.option(
    '--most <share>',
    'refuse a change that takes away or re-points more than this share of the hosts; one host may always',
    share,
    0.25,
  );
}

function share(text: string): number {
  const value = /^[0-9]{1,3}%$/.test(text) ? Number(text.slice(0, -1)) / 100 : NaN;
  if (Number.isNaN(value) || value > 1)
    throw new InvalidArgumentError('Expected a share such as 25%.');
  return value;
}

/**
 * Why a change is refused, in words; undefined if it is not.
 * @param hosts that are told something so far
 * @param most the share of them that may be taken away or re-pointed
 */
export function refusalOf(
  changes: readonly HostChange[],
  hosts: number,
  most: number,
): string | undefined {
  const count = endangered(changes);
  if (!tooMany(count, hosts, most)) return undefined;
  const percent = Math.round(most * 100);
  return `Refused: ${count} of ${plural(hosts, 'host')} would be taken away or re-pointed, and ${percent}% may be. If you mean it: --most 100%.`;
}
