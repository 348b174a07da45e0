/**
 * Reads all that people wrote for people and says what a reader would stumble over: spelling, by the dictionaries of cspell and
 * the words of words.txt, and a few rules of our own (rules.ts). Everything at once, each with its place. Exit code 1 if
 * anything was found.
 *
 *     node test/prose/check.ts                              all pages
 *     node test/prose/check.ts content/errors/http-403.mdx  these
 */
import { getDefaultSettings, mergeSettings, spellCheckDocument } from 'cspell-lib';
import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { masked, type Masked } from './masked.ts';
import { findingsIn, type Finding } from './rules.ts';

const root = new URL('../../', import.meta.url).pathname;
const DICTIONARIES = ['softwareTerms', 'networking-terms', 'companies', 'filetypes', 'misc'];
const EVERYTHING = ['content/**/*.mdx', 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

const named = process.argv.slice(2).map((file) => relative(root, file));
const files =
  named.length > 0 ? named : EVERYTHING.flatMap((each) => globSync(each, { cwd: root }));
const ownWords = readFileSync(new URL('words.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const settings = mergeSettings(await getDefaultSettings(), {
  language: 'en-GB',
  dictionaries: DICTIONARIES,
  words: ownWords,
});

let count = 0;
for (const file of files.toSorted()) {
  const text = readFileSync(root + file, 'utf8');
  const prose = masked(file, text);
  const findings = [...findingsIn(text, prose), ...(await misspelt(file, prose))];
  for (const finding of findings.toSorted((a, b) => a.at - b.at)) {
    count++;
    console.log(`${file}:${placeOf(text, finding.at)}  ${finding.says}\n  do  ${finding.advice}`);
  }
}
console.log(
  count === 0
    ? `${files.length} pages read, nothing to mend.`
    : `${files.length} pages read, ${count} to mend.`,
);
process.exitCode = count > 0 ? 1 : 0;

async function misspelt(file: string, { words }: Masked): Promise<Finding[]> {
  const { issues } = await spellCheckDocument(
    { uri: `file:///${file}`, text: words, languageId: 'markdown', locale: 'en-GB' },
    { generateSuggestions: false, noConfigSearch: true },
    settings,
  );
  return issues.map(({ text, offset }) => ({
    at: offset,
    says: `“${text}” is in no dictionary.`,
    advice: 'Mend it, put it into backquotes if it is code, or add it to test/prose/words.txt.',
  }));
}

/** Line and column, from 1. */
function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}`;
}
