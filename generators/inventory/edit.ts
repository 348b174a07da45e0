import { isMap, isNode, isScalar, isSeq, parse, parseDocument } from 'yaml';
import type { Node, Pair, YAMLMap } from 'yaml';
import { parseYaml } from './yaml-file.ts';
import { lineOf, type Lines, type Path } from './lines.ts';
import { parsePlainYaml } from './plain-yaml.ts';
import { isRecord } from './schema-problems.ts';

/** One text that an object of the inventory is to have, or, with undefined, is to have no more. */
export interface Edit {
  /** From the top of the file: `['hosts', 'web01', 'profile']`. What holds the last key must be there. */
  readonly path: Path;
  readonly value: string | undefined;
}

/** What came of an edit: the whole new text; or why a program should not make it, without a full stop. */
export type Edited = { readonly text: string } | { readonly why: string };

/** A range of the text, and what comes in its place. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Changes a YAML file as a person would: only the lines of the keys in question differ afterwards. Comments, anchors,
 * quotes, order and indentation stay byte by byte. The result is read again, and given only if it says what the old text
 * said but for the edits: that is what keeps an anchor that others refer to from changing them as well.
 */
export function editYaml(text: string, edits: readonly Edit[]): Edited {
  const plain = parsePlainYaml(text);
  const before = plain ?? parseYaml({ path: '', text }).file;
  if (before === undefined) return { why: 'it cannot be read as YAML' };
  const splices: Splice[] = [];
  const find = plain === undefined ? wholeText(text) : oneObject(text, plain.lines);
  for (const group of Map.groupBy(edits, ({ path }) => JSON.stringify(path.slice(0, 2))).values()) {
    const { node, at, depth } = find(group[0]!.path);
    for (const { path, value } of group) {
      const holder = nodeAt(node, path.slice(depth, -1));
      if (!isMap(holder) || holder.items.length === 0)
        return { why: `${path.slice(0, -1).join('.')} is no mapping of its own` };
      const splice = spliceFor(text.slice(at), holder, String(path.at(-1)), value);
      if (splice !== undefined)
        splices.push({ ...splice, start: splice.start + at, end: splice.end + at });
    }
  }
  const edited = spliced(text, splices);
  const after = parseYaml({ path: '', text: edited });
  const wanted = copyOf(before.value);
  for (const edit of edits) setIn(wanted, edit);
  if (after.file === undefined || !same(copyOf(after.file.value), wanted))
    return { why: 'its YAML is written in a way that needs a person here (an anchor, a tag)' };
  return { text: edited };
}

/** Parsed lines of a file: where they start, and how many steps of a path lie above them. */
interface Parsed {
  readonly node: Node | null;
  readonly at: number;
  readonly depth: number;
}

function wholeText(text: string): () => Parsed {
  const node = contentsOf(text);
  return () => ({ node, at: 0, depth: 0 });
}

/** Of a plain file only the lines of the object in question are parsed: `yaml` needs seconds for a large file. */
function oneObject(text: string, lines: Lines): (path: Path) => Parsed {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (path) => {
    const first = lineOf(lines, path.slice(0, 2)) - 1;
    const indent = indentOf(text, starts[first]!);
    let after = first + 1;
    while (after < starts.length && (indentOf(text, starts[after]!) ?? Infinity) > indent!) after++;
    const lineText = text.slice(starts[first], starts[after] ?? text.length);
    // An object on the line of its collection (`hosts: { web01: … }`) is found from there.
    return { node: contentsOf(lineText), at: starts[first]!, depth: indent === 0 ? 0 : 1 };
  };
}

/** The spaces that the line at an offset begins with; undefined if it holds nothing else, or a comment. */
function indentOf(text: string, at: number): number | undefined {
  INDENT.lastIndex = at;
  return INDENT.exec(text)?.[0].length;
}

const INDENT = / *(?=[^ \n#])/y;

/** Without what several places share by an alias. */
function copyOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function contentsOf(text: string): Node | null {
  // As in yaml-file.ts: its own check takes time with the square of the keys.
  return parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: false }).contents;
}

/** The offset after the line break that ends the line of an offset, or that of the text's end. */
function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function nodeAt(node: unknown, path: Path): unknown {
  let at = node;
  for (const key of path) {
    if (isMap(at)) at = pairOf(at, String(key))?.value;
    else if (isSeq(at) && typeof key === 'number') at = at.items[key];
    else return undefined;
  }
  return at;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
}

function spliceFor(
  text: string,
  map: YAMLMap,
  key: string,
  value: string | undefined,
): Splice | undefined {
  const pair = pairOf(map, key);
  if (pair !== undefined && value === undefined) return removal(text, map, pair);
  if (pair !== undefined && value !== undefined) return replacement(text, pair, value);
  return value === undefined ? undefined : insertion(text, map, key, value);
}

function replacement(text: string, pair: Pair, value: string): Splice {
  const node = pair.value;
  const [start, end] = isNode(node) ? (node.range ?? [0, 0]) : [0, 0];
  const old = text.slice(start, end);
  if (old === '') {
    const colon = text.indexOf(':', leafEnd(pair.key)) + 1;
    return { start: colon, end: colon, text: ` ${scalarText(value)}` };
  }
  // A block scalar takes its line break with it.
  const newline = old.endsWith('\n') ? '\n' : '';
  return { start, end, text: scalarText(value, isScalar(node) ? old[0] : undefined) + newline };
}

function removal(text: string, map: YAMLMap, pair: Pair): Splice {
  const start = leafStart(pair.key);
  const end = leafEnd(pair.value ?? pair.key);
  const [lineFrom, lineTo] = [lineStart(text, start), lineEnd(text, Math.max(end - 1, start))];
  const alone =
    text.slice(lineFrom, start).trim() === '' &&
    /^\s*(?:,\s*)?(?:#.*)?\s*$/.test(text.slice(end, lineTo));
  if (alone && (map.flow !== true || map.items.length > 1))
    return { start: lineFrom, end: lineTo, text: '' };
  const index = map.items.indexOf(pair);
  const before = map.items[index - 1];
  if (before !== undefined) {
    const from = leafEnd(before.value ?? before.key);
    if (!text.slice(from, start).includes('\n')) return { start: from, end, text: '' };
  }
  const after = map.items[index + 1];
  return { start, end: after === undefined ? end : leafStart(after.key), text: '' };
}

/** A new key goes to the end of its mapping; an arming goes right below the profile that it is about. */
function insertion(text: string, map: YAMLMap, key: string, value: string): Splice {
  const line = `${key}: ${scalarText(value)}`;
  const above = (key === 'armedUntil' ? pairOf(map, 'profile') : undefined) ?? map.items.at(-1)!;
  const end = leafEnd(isEmpty(above.value) ? above.key : above.value);
  if (map.flow === true) return { start: end, end, text: `, ${line}` };
  const first = leafStart(map.items[0]!.key);
  const indent = ' '.repeat(first - lineStart(text, first));
  // What ends in a line break of its own, a block scalar, ends there.
  const start = text[end - 1] === '\n' ? end : lineEnd(text, end);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return text[start - 1] === '\n'
    ? { start, end: start, text: `${indent}${line}${newline}` }
    : { start, end: start, text: `${newline}${indent}${line}` };
}

/** Where the text of a key begins, its quotes included. */
function leafStart(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** Where the text of a value ends, without the comments and empty lines that a block collection has after it. */
function leafEnd(node: unknown): number {
  if ((isMap(node) || isSeq(node)) && node.flow !== true) {
    const last: unknown = node.items.at(-1);
    if (isMap(node) && node.items.length > 0) {
      const pair = node.items.at(-1)!;
      return isEmpty(pair.value) ? leafEnd(pair.key) : leafEnd(pair.value);
    }
    if (last !== undefined) return leafEnd(last);
  }
  return isNode(node) ? (node.range?.[1] ?? 0) : 0;
}

function isEmpty(node: unknown): boolean {
  return !isNode(node) || (isScalar(node) && node.range?.[0] === node.range?.[1]);
}

/** What needs no quotes in block and flow style. YAML 1.1, which other programs read, takes yes and no for booleans. */
const PLAIN = /^(?!(?:y|n|yes|no|on|off)$)[A-Za-z][A-Za-z0-9._/:+~@-]*(?<!:)$/i;
const HEX_OR_TIME = /^[0-9][0-9A-Za-z:.+-]*$/;

/**
 * A text as a YAML scalar that reads as this text.
 * @param style the character that the old value began with, whose quotes are kept
 */
function scalarText(value: string, style?: string): string {
  const old = style === "'" || style === '"' ? style : undefined;
  const plain =
    PLAIN.test(value) || (style !== undefined && old === undefined && HEX_OR_TIME.test(value));
  if (old === undefined && plain && parse(value, { schema: 'core' }) === value) return value;
  const printable = !/[\p{Cc}\u2028\u2029\ufeff]/u.test(value);
  if (old !== '"' && printable) return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value);
}

function spliced(text: string, splices: readonly Splice[]): string {
  const pieces: string[] = [];
  let at = 0;
  // toSorted is stable: what comes to one place stays in its order.
  for (const { start, end, text: piece } of splices.toSorted((a, b) => a.start - b.start)) {
    pieces.push(text.slice(at, start), piece);
    at = Math.max(at, end);
  }
  return pieces.join('') + text.slice(at);
}

function setIn(value: unknown, { path, value: wanted }: Edit): void {
  let at = value;
  for (const key of path.slice(0, -1)) at = (at as Record<string | number, unknown>)[key];
  const key = path.at(-1)!;
  const holder = at as Record<string | number, unknown>;
  if (wanted === undefined) delete holder[key];
  else holder[key] = wanted;
}

/** Whether two values are the same, whatever the order of keys. */
function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((each, index) => same(each, b[index]));
  if (!isRecord(a) || !isRecord(b)) return Object.is(a, b);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
  );
}
