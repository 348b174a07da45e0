import { collections, type CollectionName } from '../../inventory/schema.ts';
import type { Findings, Origin } from '../records.ts';
import { isEntries, isItems, type Entry, type Value } from '../yaml-text.ts';

/**
 * Entries of an object without the values that its schema refuses, each of them noted; undefined where nothing that can
 * be written is left.
 */
export function fitting(
  found: Findings,
  collection: CollectionName,
  id: string,
  entries: readonly Entry[],
  origin: Origin | undefined,
): readonly Entry[] | undefined {
  let rest = entries;
  for (;;) {
    const result = collections[collection].safeParse(plain(rest));
    if (result.success) return rest;
    const [issue] = result.error.issues;
    const without = removed(rest, issue!.path.map(String));
    if (origin !== undefined)
      found.leftOut(
        origin,
        `${issue!.path.join('.')} of ${id}: ${shown(rest, issue!.path.map(String))}`,
        `the inventory wants ${issue!.message}`,
      );
    if (without === undefined) return undefined;
    rest = without;
  }
}

/** Entries as the plain value that reading the YAML gives. */
function plain(value: Value): unknown {
  if (isItems(value)) return value.items.map(plain);
  if (isEntries(value))
    return Object.fromEntries(value.map((each) => [each.key, plain(each.value)]));
  return value;
}

/** Entries without the one at a path, or undefined where there is none: then the whole cannot be written. */
function removed(
  entries: readonly Entry[],
  [key, ...rest]: readonly string[],
): Entry[] | undefined {
  const at = entries.findIndex((each) => each.key === key);
  if (at < 0) return undefined;
  const { value } = entries[at]!;
  const inner =
    rest.length > 0 && !isItems(value) && isEntries(value) ? removed(value, rest) : undefined;
  return entries.flatMap((each, index) =>
    index !== at ? [each] : inner === undefined ? [] : [{ ...each, value: inner }],
  );
}

function shown(entries: readonly Entry[], path: readonly string[]): string {
  let value: unknown = plain(entries);
  for (const key of path)
    value =
      typeof value === 'object' && value !== null
        ? (value as Record<string, unknown>)[key]
        : undefined;
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
