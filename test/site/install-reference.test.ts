import { expect, test } from 'vitest';
import { answersNames } from '../../generators/inventory/install-schema.ts';
import { installReference } from '../../src/book/pages/answers.ts';

const page = installReference();
const listing = (id: string): readonly string[] => {
  const section = page.sections.find((each) => each.id === id);
  return section?.kind === 'console' ? section.lines : [];
};

test('every key of install stands there, and every installer', () => {
  const [keys] = page.sections;
  if (keys?.kind !== 'table') throw new Error('The first section is the table of keys.');
  const text = JSON.stringify(keys.rows);
  for (const key of [
    'answers',
    'layout.kind',
    'layout.key',
    'users[].sudo',
    'layout.volumes[].mount',
    'packages',
    'report',
  ])
    expect(text).toContain(`"${key}"`);
  for (const name of answersNames) expect(listing(name).length).toBeGreaterThan(20);
});

test('what a key adds is what is emitted for it', () => {
  const lines = listing('preseed');
  const at = lines.indexOf('# timezone: Europe/Amsterdam');
  expect(lines.slice(at + 1, at + 3)).toEqual(['d-i time/zone string Europe/Amsterdam', '']);
  expect(lines).toContain('d-i passwd/user-password-crypted password ⟦hash of env OPS⟧');
});
