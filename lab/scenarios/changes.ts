import { parseDocument, type Document } from 'yaml';
import { parseYaml, type SourceText } from '../../generators/inventory/yaml-file.ts';

/**
 * Settings to be put into an inventory, by the path that they have in YAML: `{ 'hosts.web01.profile': 'memtest' }`.
 * Undefined takes a setting away.
 */
export type Changes = Readonly<Record<string, unknown>>;

/**
 * The texts of an inventory with changes made in them. A thing that is there is changed in its file; a new one comes into
 * the first file that has others of its kind. Files without a change are given back as they are.
 * @throws Error if no file has that kind of thing, which is a mistake in the changes
 */
export function changed(sources: readonly SourceText[], changes: Changes): SourceText[] {
  const touched = new Map<SourceText, Document>();
  const has = (source: SourceText, way: readonly string[]): boolean => {
    const document = touched.get(source);
    return document === undefined ? hasIn(source, way) : document.hasIn(way);
  };
  for (const [key, value] of Object.entries(changes)) {
    const way = key.split('.');
    const place =
      sources.find((source) => has(source, way.slice(0, 2))) ??
      sources.find((source) => isMapping(source, way[0]!));
    if (place === undefined) throw new Error(`No file of the inventory has ${way[0]}.`);
    let document = touched.get(place);
    if (document === undefined) touched.set(place, (document = asRead(place).clone()));
    set(document, way, value);
  }
  return sources.map((source) => {
    const document = touched.get(source);
    return document === undefined ? source : { path: source.path, text: document.toString() };
  });
}

/** Changes as a proof records them: what was taken away is null, since JSON knows no undefined. */
export function recordedChanges(changes: Changes | undefined): Record<string, unknown> | undefined {
  if (changes === undefined) return undefined;
  return Object.fromEntries(Object.entries(changes).map(([path, value]) => [path, value ?? null]));
}

/** Many scenarios change the same files, and reading one takes longer than changing it. */
const documents = new WeakMap<SourceText, Document>();

/** A file as it was read, which nobody may change. */
function asRead(source: SourceText): Document {
  let document = documents.get(source);
  if (document === undefined) documents.set(source, (document = parseDocument(source.text)));
  return document;
}

function hasIn(source: SourceText, way: readonly string[]): boolean {
  let value = parseYaml(source).file?.value;
  for (const key of way) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return false;
    value = value[key];
  }
  return true;
}

function isMapping(source: SourceText, key: string): boolean {
  const value = parseYaml(source).file?.value;
  return isRecord(value) && Object.hasOwn(value, key) && isRecord(value[key]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function set(document: Document, way: readonly string[], value: unknown): void {
  if (value === undefined) document.deleteIn(way);
  else document.setIn(way, document.createNode(value));
}
