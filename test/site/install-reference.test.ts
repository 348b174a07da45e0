import { expect, test } from 'vitest';
import { answersNames } from '../../generators/inventory/install-schema.ts';
import { hostPage } from '../../src/book/pages/hosts.ts';
import { installReference } from '../../src/book/pages/answers.ts';
import { openBook } from '../../src/data/book.ts';
import { installSite } from '../support/install-site.ts';

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

test('the page of a host that is not armed says what its installer would be told', () => {
  const text = installSite({
    armed: false,
    install: { answers: 'preseed', disk: { path: '/dev/sda' }, users: [{ name: 'ops' }] },
  });
  const book = openBook([{ path: 'site.yaml', text }], Date.parse('2026-11-22T12:00:00Z'));
  const { sections } = hostPage(book, 'inst01');
  const facts = sections.find(({ id }) => id === 'while-armed');
  if (facts?.kind !== 'facts') throw new Error('There is no such section.');
  const url = facts.facts.find(({ name }) => name === 'url')!;
  expect(JSON.stringify(url.value)).toContain('http://10.1.0.2/answers/inst01/preseed.cfg');
  expect(url.because.length).toBeGreaterThan(0);
  // The answers themselves are there in full.
  expect(sections.filter(({ kind }) => kind === 'config').map(({ title }) => title)).toEqual(
    expect.arrayContaining(['Answers for the installer: preseed.cfg']),
  );
});
