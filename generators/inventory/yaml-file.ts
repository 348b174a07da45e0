import {
  LineCounter,
  parseDocument,
  isMap,
  isPair,
  isScalar,
  isSeq,
  visit,
  type Document,
  type Node,
} from 'yaml';
import { lineOf, type Lines, type Path } from './lines.ts';
import { notPlainLine, parsePlainYaml } from './plain-yaml.ts';

/** A file of the inventory as it was read, before anybody looked at what it means. */
export interface SourceText {
  /** Path from the root of the repo: `content/inventory/hosts.yaml`. */
  readonly path: string;
  readonly text: string;
}

/** One parsed YAML file: plain values, and the line that each of them stands in. */
export interface YamlFile extends SourceText {
  readonly value: unknown;
  readonly lines: Lines;
}

/** A range of characters on one line. Line and column count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** What the YAML parser itself did not accept. */
export interface SyntaxFault {
  readonly position: Position;
  readonly message: string;
}

/** Larger files are refused before parsing: no inventory needs one, and a parser may choke on it. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** Beyond this many characters a file has to be plain: `yaml` takes seconds for each megabyte, and much memory. */
const MAX_GENERAL = 4 * 1024 * 1024;
/** Brackets that stay open. `yaml` takes time with the square of them, and an inventory needs three. */
const MAX_OPEN_BRACKETS = 5000;
/** `yaml` stops expanding aliases here; an inventory is better off without any. */
const MAX_ALIASES = 100;

/**
 * Parses one YAML file. Plain block YAML, which is what people write here, goes through a reader that is about ten
 * times faster and keeps line numbers; whatever that reader is not sure of goes to `yaml`, whose word counts
 * (test/generators/inventory/plain-yaml.test.ts holds the two against each other).
 */
export function parseYaml(source: SourceText): Parsing {
  if (!isKept(source)) return parsing(source);
  let known = parsings.get(source);
  if (known === undefined) parsings.set(source, (known = parsing(source)));
  return known;
}

/** Whether a file that is parsed again gives the same value again, and not only an equal one. */
export function isKept({ text }: SourceText): boolean {
  return text.length <= MAX_KEPT;
}

/** What came of parsing a file: nothing if there is a fault. */
interface Parsing {
  readonly file: YamlFile | undefined;
  readonly faults: readonly SyntaxFault[];
}

/** What came of longer files is not kept: it takes more memory than reading them again is worth. */
const MAX_KEPT = 256 * 1024;
/** An inventory that is planned for many scenarios has mostly the same files each time. */
const parsings = new WeakMap<SourceText, Parsing>();

function parsing(source: SourceText): Parsing {
  const plain = parsePlainYaml(source.text);
  if (plain !== undefined) return { file: { ...source, ...plain }, faults: [] };
  const refused = refusedAtOnce(source.text);
  if (refused !== undefined) return { file: undefined, faults: [refused] };
  const parsed = parseWithPositions(source.text);
  const faults = faultsOf(parsed);
  if (faults.length > 0) return { file: undefined, faults };
  try {
    const value: unknown = parsed.root.toJS({ maxAliasCount: MAX_ALIASES });
    const file = { ...source, value, lines: linesOf(parsed.root.contents, parsed.counter) };
    roots.set(file, parsed);
    return { file, faults };
  } catch (error) {
    const message =
      error instanceof RangeError
        ? TOO_DEEP
        : error instanceof Error
          ? error.message
          : String(error);
    return { file: undefined, faults: [{ position: { line: 1, column: 1, length: 1 }, message }] };
  }
}

const TOO_DEEP = 'This nests deeper than any inventory does.';

/** What `yaml` would take too long to say. */
function refusedAtOnce(text: string): SyntaxFault | undefined {
  const at = (line: number): Position => ({ line, column: 1, length: 1 });
  if (text.length > MAX_GENERAL) {
    const message =
      'A file of more than 4 MiB has to be plain YAML (block mappings, values on one line, no escapes), and here it is not.';
    return { position: at(notPlainLine(text)), message };
  }
  const count = (bracket: RegExp): number => text.match(bracket)?.length ?? 0;
  if (count(/[[{]/g) - count(/[\]}]/g) > MAX_OPEN_BRACKETS)
    return { position: at(1), message: TOO_DEEP };
  return undefined;
}

function faultsOf({ root, counter }: Parsed): SyntaxFault[] {
  const faults = [...root.errors, ...root.warnings].map((error) => ({
    position: placeOf(counter, error.pos),
    message: /call stack/.test(error.message)
      ? TOO_DEEP
      : error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, ''),
  }));
  const doubled: SyntaxFault[] = [];
  visit(root, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key) || !key.range) continue;
        if (seen.has(key.value)) {
          const [start, end] = key.range;
          doubled.push({ position: placeOf(counter, [start, end]), message: DOUBLE_KEY });
        }
        seen.add(key.value);
      }
    },
  });
  return [...faults, ...doubled];
}

/** What a fault says of a key that stands twice in one mapping. */
export const DOUBLE_KEY = 'The same key stands twice in one mapping.';

function placeOf(counter: LineCounter, [from, to]: readonly [number, number]): Position {
  const start = counter.linePos(from);
  return { line: start.line, column: start.col, length: Math.max(1, to - from) };
}

const splitTexts = new WeakMap<SourceText, readonly string[]>();

/** The lines of a file. It is split once, however many problems it has. */
export function textLines(source: SourceText): readonly string[] {
  let lines = splitTexts.get(source);
  if (lines === undefined) splitTexts.set(source, (lines = source.text.split('\n')));
  return lines;
}

/** What `yaml` made of the files that the plain reader left to it. */
const roots = new WeakMap<YamlFile, Parsed>();

/** The exact place of a key or value, or of the nearest thing above it that exists, for a problem's code frame. */
export function positionOf(file: YamlFile, path: Path, part: 'key' | 'value'): Position {
  const parsed = roots.get(file);
  return parsed === undefined
    ? plainPosition(file, path, part)
    : positionIn(parsed, file.text, path, part);
}

/**
 * In a plain file every key and every list item starts on a line of its own, so it is enough to parse that one line:
 * a large file with a problem would otherwise take `yaml` seconds and gigabytes.
 */
function plainPosition(file: YamlFile, path: Path, part: 'key' | 'value'): Position {
  const line = lineOf(file.lines, path);
  const text = textLines(file)[line - 1]!;
  const indent = text.length - text.trimStart().length;
  // The first step of the path that leads to this line is the key or the item that the line starts with.
  const first = path.findIndex((_, depth) => lineOf(file.lines, path.slice(0, depth + 1)) === line);
  if (first < 0) return { line, column: indent + 1, length: 1 };
  const inner = text.slice(indent);
  const steps = [inner.startsWith('- ') ? 0 : path[first]!, ...path.slice(first + 1)];
  const at = positionIn(parseWithPositions(inner), inner, steps, part);
  return { line, column: at.column + indent, length: at.length };
}

function positionIn(
  { root, counter }: Parsed,
  text: string,
  path: Path,
  part: 'key' | 'value',
): Position {
  let node: Node | null = root.contents;
  let range = node?.range;
  for (const [depth, key] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key),
      );
      if (pair === undefined) break;
      const last = depth === path.length - 1;
      const value = pair.value as Node | null;
      // Where nothing follows the key, the key is what there is to mark.
      const wanted = (last && part === 'key') || isEmpty(value) ? (pair.key as Node) : value;
      range = wanted?.range ?? range;
      node = value;
    } else if (isSeq(node) && typeof key === 'number') {
      node = (node.items[key] as Node | undefined) ?? null;
      range = node?.range ?? range;
    } else break;
  }
  if (range === null || range === undefined) return { line: 1, column: 1, length: 1 };
  const start = counter.linePos(range[0]);
  const end = counter.linePos(range[1]);
  // A mapping or list spans many lines: mark the rest of its first line only.
  const lineEnd = text.indexOf('\n', range[0]);
  const length =
    end.line === start.line
      ? range[1] - range[0]
      : (lineEnd < 0 ? text.length : lineEnd) - range[0];
  return { line: start.line, column: start.col, length: Math.max(1, length) };
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.range?.[0] === node.range?.[1]);
}

interface Parsed {
  readonly root: Document.Parsed;
  readonly counter: LineCounter;
}

function parseWithPositions(text: string): Parsed {
  const counter = new LineCounter();
  const root = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    lineCounter: counter,
    // Its own check compares every key with every other one: minutes for a file of 100,000 hosts.
    uniqueKeys: false,
  });
  return { root, counter };
}

function linesOf(node: unknown, counter: LineCounter): Lines {
  const own = (inner: Node): number => (inner.range ? counter.linePos(inner.range[0]).line : 1);
  if (isMap(node)) {
    const of: Record<string, Lines> = Object.create(null) as Record<string, Lines>;
    for (const item of node.items) {
      if (!isScalar(item.key)) continue;
      const value = item.value === null ? own(item.key) : linesOf(item.value, counter);
      // A block mapping starts on the line after its key; the key's line is where a person looks.
      of[String(item.key.value)] =
        typeof value === 'number' ? value : { line: own(item.key), of: value.of };
    }
    return { line: own(node), of };
  }
  if (isSeq(node)) {
    const of: Record<string, Lines> = Object.create(null) as Record<string, Lines>;
    for (const [index, item] of node.items.entries()) of[index] = linesOf(item, counter);
    return { line: own(node), of };
  }
  return node !== null && typeof node === 'object' && 'range' in node ? own(node as Node) : 1;
}
