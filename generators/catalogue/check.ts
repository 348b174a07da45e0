import type { YamlFile } from '../inventory/yaml-file.ts';
import type { Path } from '../inventory/lines.ts';
import { problemAt, shownValue, type Problem } from '../inventory/problem.ts';
import { nearest } from '../nearest.ts';
import type { Catalogue } from './catalogue.ts';
import { cleanLine } from './clean.ts';
import type { ErrorEntry } from './error.ts';
import { expression } from './expression.ts';
import type { Quirk } from './quirk.ts';
import { placeholdersOf, siteValues } from './site-values.ts';
import type { RepairStep } from './step.ts';

/**
 * What one entry's schema cannot know: whether what it names exists, and whether its patterns find what they should.
 * @param faults ids of the lab's faults
 */
export function checkCatalogue(catalogue: Catalogue, faults: ReadonlySet<string>): Problem[] {
  const { errors, quirks, files } = catalogue;
  const problems: Problem[] = [];
  const named = (
    file: YamlFile,
    path: Path,
    kind: string,
    id: string,
    known: Iterable<string>,
  ): void => {
    const ids = [...known];
    if (!ids.includes(id)) problems.push(unknownEntry(file, path, kind, id, ids));
  };
  const eachNamed = (
    file: YamlFile,
    path: Path,
    kind: string,
    ids: readonly string[],
    known: Iterable<string>,
  ): void => {
    // An iterator can be read once only.
    const all = [...known];
    for (const [index, id] of ids.entries()) named(file, [...path, index], kind, id, all);
  };
  for (const entry of errors.values()) {
    const file = files.get(`errors/${entry.id}`)!;
    eachNamed(file, ['related'], 'error', entry.related, errors.keys());
    if ('faults' in entry.reproduced)
      eachNamed(file, ['reproduced', 'faults'], 'fault', entry.reproduced.faults, faults);
    for (const [index, cause] of entry.causes.entries()) {
      eachNamed(file, ['causes', index, 'faults'], 'fault', cause.faults, faults);
      eachNamed(file, ['causes', index, 'quirks'], 'quirk', cause.quirks, quirks.keys());
    }
    problems.push(
      ...checkPatterns(entry, file),
      ...checkPlaceholders(file, stepsOf(entry), groupsOf(entry)),
    );
  }
  for (const quirk of quirks.values()) {
    const file = files.get(`quirks/${quirk.id}`)!;
    eachNamed(file, ['symptoms'], 'error', quirk.symptoms, errors.keys());
    eachNamed(file, ['faults'], 'fault', quirk.faults, faults);
    problems.push(...checkPlaceholders(file, stepsOfQuirk(quirk), []));
  }
  problems.push(...checkCodes(catalogue));
  return problems;
}

function unknownEntry(
  file: YamlFile,
  path: Path,
  kind: string,
  id: string,
  known: readonly string[],
): Problem {
  const meant = nearest(id, known);
  return problemAt(file, path, 'value', {
    code: 'unknown-entry',
    message: `There is no ${kind} of this id.`,
    expected: `the id of ${kind === 'error' ? 'an error' : `a ${kind}`}`,
    received: shownValue(id),
    advice:
      meant === undefined ? `Write that ${kind}, or take the id out.` : `Did you mean ${meant}?`,
  });
}

/** Whether a line is this message, by `match` and `unless` alone. */
export function isMessage({ rule }: Pick<ErrorEntry, 'rule'>, line: string): boolean {
  const clean = cleanLine(line);
  return (
    rule.match.some((each) => expression(each).test(clean)) &&
    !rule.unless.some((each) => expression(each).test(clean))
  );
}

function checkPatterns(entry: ErrorEntry, file: YamlFile): Problem[] {
  const misses = [
    ...entry.printed.map((text, index) => ({ text, path: ['printed', index] })),
    ...entry.rule.yes.map((text, index) => ({ text, path: ['rule', 'yes', index] })),
  ].filter(({ text }) => !isMessage(entry, text));
  const overreaches = entry.rule.no
    .map((text, index) => ({ text, path: ['rule', 'no', index] }))
    .filter(({ text }) => isMessage(entry, text));
  return [
    ...misses.map(({ text, path }) =>
      problemAt(file, path, 'value', {
        code: 'pattern-misses',
        message: `The patterns of ${entry.id} do not find this text.`,
        expected: `a line that ${entry.rule.match.join(' or ')} matches`,
        received: shownValue(text),
        advice: 'Change the pattern, or the text.',
      }),
    ),
    ...overreaches.map(({ text, path }) =>
      problemAt(file, path, 'value', {
        code: 'pattern-overreaches',
        message: `The patterns of ${entry.id} find this text, which is something else.`,
        expected: 'a line that they do not match',
        received: shownValue(text),
        advice: 'Make the pattern narrower, or name what excludes it under `unless`.',
      }),
    ),
  ];
}

/** Names of what the patterns of an error catch. */
function groupsOf({ rule }: ErrorEntry): string[] {
  return rule.match.flatMap((each) =>
    [...each.matchAll(/\(\?<([a-z]+)>/g)].map(([, name]) => name!),
  );
}

interface PlacedStep {
  readonly step: RepairStep;
  readonly path: Path;
}

/** @param caught names that stand for something here, besides those of the site */
function checkPlaceholders(
  file: YamlFile,
  steps: readonly PlacedStep[],
  caught: readonly string[],
): Problem[] {
  const known = [...Object.keys(siteValues), ...caught];
  return steps.flatMap(({ step, path }) =>
    (['do', 'run', 'see', 'find'] as const).flatMap((key) =>
      placeholdersOf((key === 'find' ? step.config?.find : step[key]) ?? '')
        .filter((name) => !known.includes(name))
        .map((name) => {
          const meant = nearest(name, known);
          return problemAt(
            file,
            [...path, ...(key === 'find' ? ['config', key] : [key])],
            'value',
            {
              code: 'unknown-placeholder',
              message: `{${name}} stands for nothing.`,
              expected: `one of ${known.join(', ')}`,
              received: shownValue(name),
              advice:
                meant === undefined
                  ? 'Take one of these, or a space inside the braces.'
                  : `Did you mean {${meant}}?`,
            },
          );
        }),
    ),
  );
}

function placed(step: RepairStep | undefined, ...path: Path): PlacedStep[] {
  return step === undefined ? [] : [{ step, path }];
}

/** Every step of an error, and where it stands. */
function stepsOf(entry: ErrorEntry): PlacedStep[] {
  return [
    ...placed(entry.verify, 'verify'),
    ...placed(entry.undo, 'undo'),
    ...entry.causes.flatMap((cause, index) => [
      ...placed(cause.check, 'causes', index, 'check'),
      ...cause.fix.flatMap((step, at) => placed(step, 'causes', index, 'fix', at)),
      ...placed(cause.verify, 'causes', index, 'verify'),
      ...placed(cause.undo, 'causes', index, 'undo'),
    ]),
  ];
}

/** Every step of a quirk, and where it stands. */
function stepsOfQuirk({ check, workaround, verify, undo }: Quirk): PlacedStep[] {
  return [
    ...placed(check, 'check'),
    ...workaround.flatMap((step, at) => placed(step, 'workaround', at)),
    ...placed(verify, 'verify'),
    ...placed(undo, 'undo'),
  ];
}

/** One code may be printed by several programs with several meanings (PXE-E05): then each names the other. */
function checkCodes({ errors, files }: Catalogue): Problem[] {
  const problems: Problem[] = [];
  const first = new Map<string, ErrorEntry>();
  for (const entry of errors.values()) {
    for (const [index, code] of entry.codes.entries()) {
      const other = first.get(code.toLowerCase());
      if (other === undefined) first.set(code.toLowerCase(), entry);
      else if (!other.related.includes(entry.id) || !entry.related.includes(other.id))
        problems.push(
          problemAt(files.get(`errors/${entry.id}`)!, ['codes', index], 'value', {
            code: 'double-code',
            message: `${other.id} has the code ${code} as well.`,
            expected: 'one error for each code, or errors that name one another under `related`',
            received: shownValue(code),
            advice: `Name ${other.id} and ${entry.id} as related to one another, or take the code from one of them.`,
          }),
        );
    }
  }
  return problems;
}
