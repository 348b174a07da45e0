import type { YamlFile } from '../inventory/yaml-file.ts';
import type { ErrorEntry } from './error.ts';
import type { Quirk } from './quirk.ts';

/** All that is known of messages and of hardware, each by its id, in the order of the ids. */
export interface Catalogue {
  readonly errors: ReadonlyMap<string, ErrorEntry>;
  readonly quirks: ReadonlyMap<string, Quirk>;
  /** Where each entry was read from: by `errors/<id>` and `quirks/<id>`. */
  readonly files: ReadonlyMap<string, YamlFile>;
}

/** A catalogue of nothing. */
export const emptyCatalogue: Catalogue = { errors: new Map(), quirks: new Map(), files: new Map() };

/** The errors that bear each code. */
export function errorsByCode({ errors }: Catalogue): Map<string, ErrorEntry[]> {
  const found = new Map<string, ErrorEntry[]>();
  for (const entry of errors.values())
    for (const code of entry.codes) {
      const known = found.get(code);
      if (known === undefined) found.set(code, [entry]);
      else known.push(entry);
    }
  return found;
}
