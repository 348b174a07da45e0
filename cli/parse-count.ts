import { InvalidArgumentError } from 'commander';

/** A whole number from 1. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (/^[1-9][0-9]{0,8}$/.test(text)) return count;
  throw new InvalidArgumentError('Expected a whole number from 1.');
}
