import { describe, expect, test } from 'vitest';
import { masked } from '../prose/masked.ts';
import { findingsIn, LONGEST_SENTENCE } from '../prose/rules.ts';

const page = (body: string): string =>
  `---\ntitle: A page\ndescription: What it is about.\n---\n\n${body}\n`;
const said = (body: string, path = 'content/howto/x.mdx'): string[] =>
  findingsIn(page(body), masked(path, page(body))).map(({ says }) => says);

describe('which letters are prose', () => {
  const error = [
    '---',
    "title: 'Errrror 1'",
    'description: The machne waits.',
    'rule:',
    "  match: ['mathc']",
    'causes:',
    '  - id: somme-id',
    '    tell: It sais no.',
    '    check: { do: Lok at it., run: lss -l }',
    'sources:',
    '  - { title: Sorce, href: https://example.net/ }',
    '---',
    '',
    'Befor `kode` <Value path="hosts.wbe01" /> [linck](/explain/adress/) ipxe.efi, `it` sayed "no bootfile".',
    '',
    '```console',
    'konsole',
    '```',
  ].join('\n');
  const { words } = masked('content/errors/x.mdx', error);

  test.each(['machne', 'sais', 'Lok', 'Befor', 'linck', 'sayed'])('%s is', (word) =>
    expect(words).toContain(word),
  );
  test.each([
    'Errrror',
    'mathc',
    'somme',
    'lss',
    'Sorce',
    'kode',
    'wbe01',
    'adress',
    'konsole',
    'efi',
    'bootfile',
  ])('%s is not', (word) => expect(words).not.toContain(word));
  test('every word keeps its place', () => {
    expect(words.length).toBe(error.length);
    expect(words.indexOf('sayed')).toBe(error.indexOf('sayed'));
  });
});

describe('what a reader stumbles over', () => {
  test.each([
    'Simply start it.',
    'A powerful tool.',
    'It utilizes TFTP.',
    'The netboot server is down.',
  ])('%s', (text) => expect(said(text)).toHaveLength(1));
  test.each([
    'Start it.',
    'The boot server is down.',
    'It says "bootfile name".',
    '`simply` is a word.',
  ])('%s is fine', (text) => expect(said(text)).toEqual([]));
  test('a sentence is long after forty words, a list of short ones is not', () => {
    const sentence = (count: number): string => `${'word '.repeat(count).trim()}.`;
    expect(said(sentence(LONGEST_SENTENCE))).toEqual([]);
    expect(said(sentence(LONGEST_SENTENCE + 1))).toEqual(['This sentence has 41 words.']);
    expect(said(Array(9).fill('- ten words are not too many for one of these').join('\n'))).toEqual(
      [],
    );
  });
  test('what `bootbook new` left open', () =>
    expect(said('TO WRITE: why it happens')).toEqual(['Still to be written: why it happens.']));
});
