import { expect, test } from 'vitest';
import { coverageOf, sunkBelow, type CoverageTable } from '../../../generators/proof/coverage.ts';
import type { Level, Reached } from '../../../generators/proof/levels.ts';

function things(kind: string, ...reached: (Level | undefined)[]): CoverageTable {
  return coverageOf(
    reached.map((level) => ({
      kind,
      reached: level && ({ level, time: '', versions: {}, proof: '' } satisfies Reached),
    })),
  );
}

test('things are counted by the highest level that they have reached', () => {
  expect(things('grub', 'booted', 'booted', 'parsed', undefined)).toEqual({
    grub: { total: 4, parsed: 1, served: 0, booted: 2 },
  });
});

const before = things('grub', 'booted', 'booted', 'served', 'parsed');

test.each([
  ['nothing has changed', before, []],
  ['one more is booted', things('grub', 'booted', 'booted', 'booted', 'parsed'), []],
  ['a booted one is gone, and its proof with it', things('grub', 'booted', 'served'), []],
  ['the kind is gone', {}, []],
  [
    'a new one without a proof',
    things('grub', 'booted', 'booted', 'served', 'parsed', 'parsed'),
    ['served 3 of 5, was 3 of 4', 'booted 2 of 5, was 2 of 4'],
  ],
  [
    'one has changed',
    things('grub', 'booted', undefined, 'served', 'parsed'),
    ['parsed 3 of 4, was 4 of 4', 'served 2 of 4, was 3 of 4', 'booted 1 of 4, was 2 of 4'],
  ],
] as [string, CoverageTable, string[]][])('%s', (_, now, sunk) => {
  const told = sunkBelow(now, before).map(
    (each) => `${each.level} ${each.now}, was ${each.before}`,
  );
  expect(told).toEqual(sunk);
});
