import type { Line } from '../../artifact.ts';
import type { Reason } from '../../reason.ts';

/*
 * JSON (RFC 8259), a line for each value, with the reasons of each.
 */

export type Json = string | number | boolean | readonly Json[] | Members | Told;

export interface Members {
  readonly [name: string]: Json;
}

/** A value together with why it is there. What is within it is there for the same reasons, unless it is told otherwise. */
export class Told {
  readonly value: Exclude<Json, Told>;
  readonly because: readonly Reason[];

  constructor(value: Exclude<Json, Told>, because: readonly Reason[]) {
    this.value = value;
    this.because = because;
  }
}

/** The lines of a value, indented by so many steps. */
export function* jsonLines(
  json: Json,
  because: readonly Reason[],
  depth = 0,
  before = '',
  after = '',
): Generator<Line> {
  const [value, why] = json instanceof Told ? [json.value, json.because] : [json, because];
  const indent = '  '.repeat(depth);
  if (typeof value !== 'object') {
    yield { text: `${indent}${before}${JSON.stringify(value)}${after}`, because: why };
    return;
  }
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const members = Array.isArray(value)
    ? (value as readonly Json[]).map((each) => ['', each] as const)
    : Object.entries(value as Members).map(
        ([name, each]) => [`${JSON.stringify(name)}: `, each] as const,
      );
  if (members.length === 0) {
    yield { text: `${indent}${before}${open}${close}${after}`, because: why };
    return;
  }
  yield { text: `${indent}${before}${open}`, because: why };
  for (const [index, [name, each]] of members.entries())
    yield* jsonLines(each, why, depth + 1, name, index < members.length - 1 ? ',' : '');
  yield { text: `${indent}${close}${after}`, because: why };
}
