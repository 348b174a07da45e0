import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problemGroups, problemKinds } from '../../generators/problem-kinds.ts';

const repo = join(import.meta.dirname, '..', '..');

/** The program text of the rooms that report problems, without the list of kinds. */
function sources(): string {
  const names = ['generators', 'cli'].flatMap((room) =>
    readdirSync(join(repo, room), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(repo, room, name),
    ),
  );
  return names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('problem-kinds.ts'))
    .map((name) => readFileSync(name, 'utf8'))
    .join('');
}

test('each kind of problem is in one group', () => {
  const grouped = problemGroups.flatMap(({ kinds }) => Object.keys(kinds));
  expect(grouped.toSorted()).toEqual(Object.keys(problemKinds).toSorted());
});

test('nothing is told of a kind that no check reports', () => {
  const text = sources();
  // Some codes are put together: `duplicate-${what}`.
  const reported = (code: string): boolean =>
    text.includes(`'${code}'`) || text.includes(`\`${code.slice(0, code.indexOf('-'))}-\${`);
  expect(Object.keys(problemKinds).filter((code) => !reported(code))).toEqual([]);
});
