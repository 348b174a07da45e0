import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problemText } from '../../../generators/inventory/problem.ts';
import { planSite } from '../../../generators/plan/plan-site.ts';
import { read, smallSite } from '../../support/small-site.ts';

/** What people, editors and merges leave behind. */
const pieces = fc.oneof(
  fc.constantFrom(
    '\t',
    '\n',
    '  ',
    ':',
    ': ',
    '- ',
    '#',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a',
    '!',
    '|',
    '>',
    '\u0000',
    '\u2028',
    '\ufeff',
  ),
  fc.constantFrom(
    'null',
    '~',
    'true',
    '0',
    '-1',
    '1e99',
    '[]',
    '{}',
    '""',
    '__proto__',
    'constructor',
    'toString',
    '<<<<<<< HEAD\n',
    '../..',
    '$(reboot)',
    '`id`',
  ),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
  // Small changes that often leave a valid inventory behind.
  fc.constantFrom('a', '1', '2', '', ' # note'),
);

const edited = fc
  .array(fc.tuple(fc.nat(), fc.constantFrom(0, 0, 1, 1, 2, 12), pieces), {
    minLength: 1,
    maxLength: 3,
  })
  .map((edits) =>
    edits.reduce((text, [place, length, piece]) => {
      const at = place % text.length;
      return text.slice(0, at) + piece + text.slice(at + length);
    }, smallSite),
  );

test('whatever stands in a file: problems that can be read, or an inventory that can be planned', () => {
  let problems = 0;
  let plans = 0;
  fc.assert(
    fc.property(edited, (text) => {
      const result = read(text);
      for (const problem of result.problems) {
        expect(problem.position.line).toBeGreaterThanOrEqual(1);
        expect(problem.position.line).toBeLessThanOrEqual(text.split('\n').length);
        expect(problemText(problem)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u2028\u2029]/);
        problems++;
      }
      if (result.inventory === undefined) expect(result.problems.length).toBeGreaterThan(0);
      else plans += planSite(result.inventory, 0).plans.length;
    }),
    { numRuns: 2000 },
  );
  expect(problems).toBeGreaterThan(500);
  expect(plans).toBeGreaterThan(20);
});
