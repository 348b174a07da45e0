import type { Document } from 'yaml';
import { isMap, parseDocument } from 'yaml';
import type { SourceText } from '../../generators/inventory/yaml-file.ts';

/**
 * Settings to be put into an inventory, by the path that they have in YAML: `{ 'hosts.web01.profile': 'memtest' }`.
 * Undefined takes a setting away.
 */
export type Changes = Readonly<Record<string, unknown>>;

/**
 * The texts of an inventory with changes made in them. A thing that is there is changed in its file; a new one comes into
 * the first file that has others of its kind.
 * @throws Error if no file has that kind of thing, which is a mistake in the changes
 */
export function changed(sources: readonly SourceText[], changes: Changes): SourceText[] {
  const documents = sources.map(({ path, text }) => ({
    path,
    text,
    document: parseDocument(text),
  }));
  const touched = new Set<string>();
  for (const [key, value] of Object.entries(changes)) {
    const way = key.split('.');
    const place =
      documents.find(({ document }) => document.hasIn(way.slice(0, 2))) ??
      documents.find(({ document }) => isMap(document.get(way[0])));
    if (place === undefined) throw new Error(`No file of the inventory has ${way[0]}.`);
    set(place.document, way, value);
    touched.add(place.path);
  }
  return documents.map(({ path, text, document }) => ({
    path,
    text: touched.has(path) ? document.toString() : text,
  }));
}

function set(document: Document, way: readonly string[], value: unknown): void {
  if (value === undefined) document.deleteIn(way);
  else document.setIn(way, document.createNode(value));
}
