/** Keys and indexes from the top of a YAML file down to a value. */
export type Path = readonly (string | number)[];

/** The line of each value (counted from 1), in the shape of the values themselves. */
export type Lines =
  number | { readonly line: number; readonly of: { readonly [key: string]: Lines } };

/** The line of the value at a path, or of the nearest thing above it that exists. */
export function lineOf(lines: Lines, path: Path): number {
  let at = lines;
  for (const key of path) {
    if (typeof at === 'number') return at;
    const next = Object.hasOwn(at.of, key) ? at.of[key] : undefined;
    if (next === undefined) return at.line;
    at = next;
  }
  return typeof at === 'number' ? at : at.line;
}
