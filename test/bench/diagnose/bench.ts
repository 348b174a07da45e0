/**
 * `npm run bench:diagnose [-- --json] [-- --misses]`: how often the diagnosis names what was really wrong, first or among the
 * first three.
 *
 * Known cases: told in public or written after such (cases/), and the records of the lab's faults, once by the console alone and
 * once by the log alone. Misses in them have led to changes of patterns and words, so they measure what is covered.
 *
 * Held-out cases (held-out/): from threads that the catalogue and the known cases do not cite; no rule was changed because of one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadCatalogue } from '../../../cli/load-catalogue.ts';
import { loadSite } from '../../../cli/load-site.ts';
import { diagnose } from '../../../generators/diagnose/diagnose.ts';
import { knowledgeOf, type Knowledge } from '../../../generators/diagnose/knowledge.ts';
import { faults } from '../../../lab/faults/index.ts';
import { recordPath, type FaultRecord } from '../../../lab/faults/record.ts';

const cases = z.array(
  z.strictObject({
    id: z.string(),
    /** Where it was told. */
    source: z.url().optional(),
    /** Written after what the source tells, and not quoted from it. */
    adapted: z.boolean().default(false),
    input: z.string(),
    host: z.string().optional(),
    /** Ids of errors and quirks of which each is a right answer; `none`: no cause, or nothing wrong. */
    expect: z.array(z.string()).min(1),
  }),
);

type Case = Omit<z.output<typeof cases>[number], 'source' | 'adapted'>;

interface Score {
  readonly set: string;
  readonly cases: number;
  readonly first: number;
  readonly firstThree: number;
  readonly missed: readonly { id: string; expected: readonly string[]; found: readonly string[] }[];
}

const root = resolve(import.meta.dirname, '../../..');
const { catalogue } = await loadCatalogue(root);
const site = await loadSite(root, Date.parse('2026-11-23T00:00:00Z'));
const knowledge = knowledgeOf(catalogue, site.plans);

const known = [
  ...casesIn('cases').map(({ file, all }) => score(file, all)),
  score('the lab: console', labCases('console')),
  score('the lab: log', labCases('log')),
];
const heldOut = casesIn('held-out').map(({ file, all }) => score(file, all));
const speeds = [speed('200 lines', 20_000, 10), speed('10 MB', 10_000_000, 3)];
checkHeldOut();
if (process.argv.includes('--json'))
  console.log(JSON.stringify({ scores: known, heldOut, speeds }, null, 2));
else console.log(`${table()}\n\n${speeds.map(speedLine).join('\n')}`);

interface Speed {
  readonly input: string;
  /** Processor time in milliseconds, median of the runs: other programs on the machine do not count. */
  readonly milliseconds: number;
}

/** How long the logs of the lab's faults take, one after the other and again until there is enough. */
function speed(input: string, characters: number, runs: number): Speed {
  const once = labCases('log')
    .map((each) => each.input)
    .join('\n');
  const text = once.repeat(Math.ceil(characters / once.length)).slice(0, characters);
  const times = Array.from({ length: runs }, () => {
    const from = process.cpuUsage();
    diagnose({ text }, knowledge);
    return process.cpuUsage(from).user / 1000;
  });
  return { input, milliseconds: Math.round(times.toSorted((a, b) => a - b)[runs >> 1]!) };
}

function speedLine({ input, milliseconds }: Speed): string {
  return `${input.padEnd(20)} ${String(milliseconds).padStart(6)} ms`;
}

function casesIn(folder: string): { file: string; all: z.output<typeof cases> }[] {
  return readdirSync(join(import.meta.dirname, folder)).map((file) => ({
    file,
    all: cases.parse(parse(readFileSync(join(import.meta.dirname, folder, file), 'utf8'))),
  }));
}

/** Fails where a held-out case comes from what a rule was written after. */
function checkHeldOut(): void {
  const read = new Set([
    ...[...catalogue.errors.values(), ...catalogue.quirks.values()].flatMap(({ sources }) =>
      sources.map(({ href }) => href.replace(/#.*$/, '')),
    ),
    ...casesIn('cases').flatMap(({ all }) => all.flatMap(({ source }) => source ?? [])),
  ]);
  const seen = casesIn('held-out').flatMap(({ all }) =>
    all.filter(({ source }) => source === undefined || read.has(source)).map(({ id }) => id),
  );
  if (seen.length === 0) return;
  throw new Error(
    `Held-out cases need a source that no entry and no known case cites: ${seen.join(', ')}. Move them to cases/.`,
  );
}

/** Faults whose symptoms one sees there; right is what is such a symptom, and any cause that is this fault. */
function labCases(where: 'console' | 'log'): Case[] {
  return faults
    .filter(({ symptoms }) => symptoms.some((symptom) => symptom.where === where))
    .map(({ id, symptoms }) => {
      const record = JSON.parse(readFileSync(join(root, recordPath(id)), 'utf8')) as FaultRecord;
      const expect = new Set([...symptoms.map((symptom) => symptom.id), ...naming(knowledge, id)]);
      return { id, input: record[where].join('\n'), expect: [...expect] };
    });
}

function naming({ errors }: Knowledge, fault: string): string[] {
  return errors
    .filter((entry) => entry.causes.some((cause) => cause.faults.includes(fault)))
    .map(({ id }) => id);
}

function score(set: string, all: readonly Case[]): Score {
  const missed: Score['missed'][number][] = [];
  let first = 0;
  let firstThree = 0;
  for (const { id, input, host, expect } of all) {
    const diagnosis = diagnose({ text: input, host }, knowledge);
    const found = diagnosis.causes.map((cause) => cause.id);
    // Several causes of one message are one answer.
    const distinct = [...new Set(found.length > 0 ? found : ['none'])];
    if (expect.includes(distinct[0]!)) first++;
    if (distinct.slice(0, 3).some((each) => expect.includes(each))) firstThree++;
    else missed.push({ id, expected: expect, found: distinct });
  }
  return { set, cases: all.length, first, firstThree, missed };
}

function table(): string {
  const row = (name: string, count: number, first: number, three: number): string =>
    `${name.padEnd(20)} ${String(count).padStart(6)} ${share(first, count)} ${share(three, count)}`;
  const rows = (scores: readonly Score[], all: string): string[] => {
    const sum = (key: 'cases' | 'first' | 'firstThree'): number =>
      scores.reduce((total, each) => total + each[key], 0);
    return [
      ...scores.map(({ set, cases: count, first, firstThree }) =>
        row(set, count, first, firstThree),
      ),
      row(all, sum('cases'), sum('first'), sum('firstThree')),
    ];
  };
  const missed = [...known, ...heldOut].flatMap(({ set, missed: all }) =>
    all.map(
      ({ id, expected, found }) =>
        `  ${set}: ${id}: ${found.join(', ')}; right: ${expected.join(', ')}`,
    ),
  );
  return [
    `${'set'.padEnd(20)}  cases        first   first three`,
    ...rows(known, 'known, all'),
    '',
    ...rows(heldOut, 'held out, all'),
    ...(process.argv.includes('--misses') ? ['', 'Not among the first three:', ...missed] : []),
  ].join('\n');
}

function share(part: number, whole: number): string {
  return `${String(part).padStart(5)} (${String(Math.round((100 * part) / whole)).padStart(3)} %)`;
}
