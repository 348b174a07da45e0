import type { z } from 'zod';
import type { YamlFile } from './yaml-file.ts';
import type { Path } from './lines.ts';
import { problemAt, shownValue, type Problem } from './problem.ts';
import { nearest } from '../nearest.ts';

/**
 * What zod found wrong with a value, as problems: where in the file, what was expected, what stood there, what to do.
 * @param base where in the file the value stands
 * @param schema what it was held against
 */
export function schemaProblems(
  file: YamlFile,
  base: Path,
  schema: z.core.$ZodType,
  error: z.ZodError,
  value: unknown,
): Problem[] {
  return firstOfEach(error.issues).flatMap((issue) => problemsOf(file, base, schema, issue, value));
}

/** The first of the issues with each value: one that breaks several rules of its form has to be written anew anyway. */
function firstOfEach(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const told = new Set<string>();
  return issues.filter(({ code, path }) => {
    const value = `${path.join('.')} ${code === 'unrecognized_keys' ? 'keys' : 'value'}`;
    if (told.has(value)) return false;
    told.add(value);
    return true;
  });
}

/** One problem (or one for each unknown key) out of one thing that zod says. */
function problemsOf(
  file: YamlFile,
  base: Path,
  schema: z.core.$ZodType,
  issue: z.core.$ZodIssue,
  object: unknown,
): Problem[] {
  const inner = issue.path as (string | number)[];
  const path = [...base, ...inner];
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, inner);
    return issue.keys.map((key) => unknownKey(file, [...path, key], key, known));
  }
  const received = inner.reduce<unknown>(
    (value, key) =>
      isRecord(value) || Array.isArray(value) ? (value as Record<string, unknown>)[key] : undefined,
    object,
  );
  const name = String(path.at(-1));
  if (received === undefined) {
    return [
      problemAt(file, base, 'key', {
        code: 'missing-value',
        message: `${base.length === 0 ? 'This file' : base.join('.')} has no ${inner.join('.')}.`,
        expected: expectation(issue),
        advice: `Add \`${name}:\`.`,
      }),
    ];
  }
  return [
    problemAt(file, path, issue.code === 'invalid_key' ? 'key' : 'value', {
      code: 'wrong-value',
      message: `${path.join('.')} is not valid.`,
      expected: expectation(issue),
      received: shownValue(issue.code === 'invalid_key' ? name : received),
      advice: adviceForValue(issue, received),
    }),
  ];
}

function adviceForValue(issue: z.core.$ZodIssue, received: unknown): string {
  if (issue.code === 'invalid_value' && typeof received === 'string') {
    const meant = nearest(received, issue.values.map(String));
    if (meant !== undefined) return `Did you mean ${meant}?`;
  }
  if (
    issue.code === 'invalid_type' &&
    issue.expected === 'string' &&
    received !== null &&
    typeof received !== 'object'
  ) {
    return 'Put it in quotes.';
  }
  return 'Write it in the form that is expected.';
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return issue.values.length === 1
        ? String(issue.values[0])
        : `one of ${issue.values.join(', ')}`;
    case 'invalid_type':
      // A message of our own says more than the name of a type.
      return issue.message.startsWith('Invalid input') ? article(issue.expected) : issue.message;
    case 'too_small':
      return issue.origin === 'string' ? 'some text' : `at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `at most ${issue.maximum} characters`
        : `at most ${issue.maximum}`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'another key';
    default:
      return issue.message;
  }
}

function article(type: string): string {
  const words: Record<string, string> = {
    object: 'a mapping',
    record: 'a mapping',
    array: 'a list',
    int: 'a whole number',
    boolean: 'true or false',
  };
  return words[type] ?? `a ${type}`;
}

function knownKeys(top: z.core.$ZodType, path: Path): string[] {
  let schema = top;
  for (const key of path) {
    schema = unwrap(schema);
    const definition = schema._zod.def as z.core.$ZodTypeDef & {
      shape?: Record<string, z.core.$ZodType>;
      valueType?: z.core.$ZodType;
      element?: z.core.$ZodType;
    };
    const next: z.core.$ZodType | undefined =
      definition.shape?.[key] ?? definition.valueType ?? definition.element;
    if (next === undefined) return [];
    schema = next;
  }
  const definition = unwrap(schema)._zod.def as z.core.$ZodTypeDef & {
    shape?: Record<string, unknown>;
  };
  return Object.keys(definition.shape ?? {});
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  let at = schema;
  for (;;) {
    const inner = (at._zod.def as z.core.$ZodTypeDef & { innerType?: z.core.$ZodType }).innerType;
    if (inner === undefined) return at;
    at = inner;
  }
}

/** A key that its mapping does not have, with the one that was perhaps meant. */
export function unknownKey(
  file: YamlFile,
  path: Path,
  key: string,
  known: readonly string[],
): Problem {
  const meant = nearest(key, known);
  return problemAt(file, path, 'key', {
    code: 'unknown-key',
    message: `There is no such key here: ${shownValue(key)}.`,
    expected: known.length > 0 ? `one of ${known.join(', ')}` : 'another key',
    received: shownValue(key),
    advice: meant === undefined ? 'Remove it.' : `Did you mean ${meant}?`,
  });
}

/** Whether it is a mapping. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
