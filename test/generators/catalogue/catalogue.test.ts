import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadCatalogue } from '../../../cli/load-catalogue.ts';
import { problemText } from '../../../generators/inventory/problem.ts';
import { faults } from '../../../lab/faults/index.ts';

const repo = join(import.meta.dirname, '..', '..', '..');
const { catalogue, problems } = await loadCatalogue(repo);

test('the catalogue has no problem', () => {
  expect(problems.map(problemText).join('\n\n')).toBe('');
});

test('each symptom of a fault is an error of the catalogue', () => {
  const unknown = faults.flatMap((fault) =>
    fault.symptoms
      .filter(({ id }) => !catalogue.errors.has(id))
      .map(({ id }) => `${fault.id}: ${id}`),
  );
  expect(unknown).toEqual([]);
});
