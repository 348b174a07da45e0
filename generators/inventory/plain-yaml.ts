import type { Lines } from './lines.ts';

/**
 * Reads the plain part of YAML 1.2 that inventories are written in: block mappings, block lists of scalars, flow
 * collections on one line, plain and simply quoted scalars, comments. It returns undefined as soon as it meets
 * anything else (anchors, tags, multi-line scalars, escapes, duplicate keys, tabs, …), and the caller then asks `yaml`.
 *
 * Why it exists: positions are what costs. `yaml` needs 9.5 s and 1.5 GB for 100,000 hosts with positions.
 */
export function parsePlainYaml(text: string): { value: unknown; lines: Lines } | undefined {
  if (UNUSUAL_CHARACTER.test(text)) return undefined;
  const reader = new Reader(text.split('\n'));
  try {
    return reader.wholeFile();
  } catch (error) {
    // A RangeError: it nests so deep that the stack is used up.
    if (error === DECLINE || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The line, counted from 1, at which the reader gives up on a text that it cannot read. */
export function notPlainLine(text: string): number {
  const unusual = UNUSUAL_CHARACTER.exec(text);
  if (unusual !== null) return text.slice(0, unusual.index).split('\n').length;
  const reader = new Reader(text.split('\n'));
  try {
    reader.wholeFile();
  } catch (error) {
    if (error !== DECLINE && !(error instanceof RangeError)) throw error;
  }
  return reader.line;
}

/** Thrown by the reader to give up; one object for all cases, because nobody reads its stack. */
const DECLINE = new Error('not plain YAML');

// Tabs, carriage returns, other controls, Unicode line separators, the byte order mark, and surrogates.
const UNUSUAL_CHARACTER = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const KEY = /^([A-Za-z_][A-Za-z0-9_./-]*):(?: +(.*))?$/;
const FLOW_KEY = /[A-Za-z_][A-Za-z0-9_./-]*: +/y;
// A colon is part of a plain scalar only if something other than white space follows it.
const FLOW_PLAIN =
  /[A-Za-z0-9/_](?:[A-Za-z0-9_./@+=-]|:(?=[A-Za-z0-9_./:@+=-])| (?=[A-Za-z0-9_/]))*/y;
const INTEGER = /^(?:0|-?[1-9][0-9]{0,14})$/;
const NUMBER_LIKE =
  /^[-+]?(?:0o[0-7]+|0x[0-9a-f]+|\.?[0-9]+(?:\.[0-9]*)?(?:e[-+]?[0-9]+)?|\.inf|\.nan)$/i;
const PLAIN_START = /^[A-Za-z0-9/_(]/;

interface Read {
  readonly value: unknown;
  readonly lines: Lines;
}

class Reader {
  private readonly source: string[];
  /** Index of the current line. */
  private at = 0;

  constructor(source: string[]) {
    this.source = source;
  }

  /** The current line, counted from 1; the last one at the end of the text. */
  get line(): number {
    return Math.min(this.at + 1, this.source.length);
  }

  wholeFile(): Read {
    this.skipBlank();
    if (this.at >= this.source.length || this.indent() !== 0) throw DECLINE;
    const read = this.mapping(0, this.at + 1);
    if (this.at < this.source.length) throw DECLINE;
    return read;
  }

  /** Moves to the next line that holds more than white space or a comment. */
  private skipBlank(): void {
    for (; this.at < this.source.length; this.at++) {
      const line = this.source[this.at]!;
      const first = indentOf(line);
      if (first < line.length && line.charCodeAt(first) !== 35) return;
    }
  }

  private indent(): number {
    return this.at < this.source.length ? indentOf(this.source[this.at]!) : -1;
  }

  private mapping(indent: number, line: number): Read {
    const value: Record<string, unknown> = {};
    const of: Record<string, Lines> = {};
    while (this.indent() === indent) {
      const match = KEY.exec(this.source[this.at]!.slice(indent).trimEnd());
      if (match === null) throw DECLINE;
      const key = match[1]!;
      if (Object.hasOwn(value, key) || key === '__proto__' || /^(?:null|true|false)$/i.test(key))
        throw DECLINE;
      const keyLine = this.at + 1;
      const read = this.afterKey(match[2] ?? '', indent, keyLine);
      value[key] = read.value;
      of[key] = read.lines;
    }
    if (this.indent() > indent) throw DECLINE;
    return { value, lines: { line, of } };
  }

  private afterKey(rest: string, indent: number, line: number): Read {
    if (rest !== '' && !rest.startsWith('#')) {
      const read = inline(rest, line);
      this.at++;
      this.skipBlank();
      // A deeper line would continue this scalar.
      if (this.indent() > indent) throw DECLINE;
      return read;
    }
    this.at++;
    this.skipBlank();
    const inner = this.indent();
    if (inner >= indent && this.source[this.at]!.startsWith('- ', inner))
      return this.list(inner, line);
    if (inner > indent) return this.mapping(inner, line);
    return { value: null, lines: line };
  }

  private list(indent: number, line: number): Read {
    const value: unknown[] = [];
    const of: Record<string, Lines> = {};
    while (this.indent() === indent && this.source[this.at]!.startsWith('- ', indent)) {
      const rest = this.source[this.at]!.slice(indent + 2).trim();
      if (rest === '' || rest.startsWith('#') || rest.startsWith('- ')) throw DECLINE;
      const read = KEY.test(rest) ? this.mappingItem(indent) : this.scalarItem(rest, indent);
      of[value.length] = read.lines;
      value.push(read.value);
    }
    return { value, lines: { line, of } };
  }

  private scalarItem(rest: string, indent: number): Read {
    const read = inline(rest, this.at + 1);
    this.at++;
    this.skipBlank();
    // A deeper line would continue this item.
    if (this.indent() > indent) throw DECLINE;
    return read;
  }

  /** `- key: value`, with further keys below the first one: the dash counts as indentation. */
  private mappingItem(indent: number): Read {
    const line = this.source[this.at]!;
    if (line[indent + 2] === ' ') throw DECLINE;
    this.source[this.at] = `${line.slice(0, indent)}  ${line.slice(indent + 2)}`;
    return this.mapping(indent + 2, this.at + 1);
  }
}

function indentOf(line: string): number {
  let indent = 0;
  while (indent < line.length && line.charCodeAt(indent) === 32) indent++;
  return indent;
}

/** A value that stands on one line, with nothing but a comment after it. */
function inline(text: string, line: number): Read {
  const first = text[0]!;
  if (first === '"' || first === "'") {
    const end = text.indexOf(first, 1);
    const inner = text.slice(1, end);
    if (end < 0 || inner.includes('\\') || text[end + 1] === first) throw DECLINE;
    commentOrNothing(text, end + 1);
    return { value: inner, lines: line };
  }
  if (first === '{' || first === '[') {
    const flow = new Flow(text, line);
    const read = flow.value();
    commentOrNothing(text, flow.at);
    return read;
  }
  const comment = text.indexOf(' #');
  const plain = (comment < 0 ? text : text.slice(0, comment)).trimEnd();
  if (!PLAIN_START.test(plain) && !INTEGER.test(plain)) throw DECLINE;
  if (plain.includes(': ') || plain.endsWith(':')) throw DECLINE;
  return { value: scalar(plain), lines: line };
}

function commentOrNothing(text: string, from: number): void {
  const rest = text.slice(from);
  if (rest.trim() !== '' && !/^ +#/.test(rest)) throw DECLINE;
}

/** Resolves a plain scalar by the YAML 1.2 core schema, as far as there can be no doubt. */
function scalar(plain: string): unknown {
  if (INTEGER.test(plain)) return Number(plain);
  switch (plain) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'null':
      return null;
  }
  if (NUMBER_LIKE.test(plain) || /^(?:null|true|false)$/i.test(plain)) throw DECLINE;
  return plain;
}

/** Flow collections on one line: `{ mac: 52:54:00:12:34:56, network: prod }`, `[a, b]`. */
class Flow {
  at = 0;
  private readonly text: string;
  private readonly line: number;

  constructor(text: string, line: number) {
    this.text = text;
    this.line = line;
  }

  value(): Read {
    const first = this.text[this.at];
    if (first === '{') return this.mapping();
    if (first === '[') return this.list();
    if (first === '"' || first === "'") {
      const end = this.text.indexOf(first, this.at + 1);
      if (end < 0) throw DECLINE;
      const inner = this.text.slice(this.at + 1, end);
      if (inner.includes('\\') || this.text[end + 1] === first) throw DECLINE;
      this.at = end + 1;
      return { value: inner, lines: this.line };
    }
    FLOW_PLAIN.lastIndex = this.at;
    const match = FLOW_PLAIN.exec(this.text);
    if (match === null || match[0].endsWith(':')) throw DECLINE;
    this.at += match[0].length;
    return { value: scalar(match[0]), lines: this.line };
  }

  private mapping(): Read {
    const value: Record<string, unknown> = {};
    const of: Record<string, Lines> = {};
    this.at++;
    this.spaces();
    while (this.text[this.at] !== '}') {
      FLOW_KEY.lastIndex = this.at;
      const match = FLOW_KEY.exec(this.text);
      if (match === null) throw DECLINE;
      const key = match[0].slice(0, match[0].indexOf(':'));
      if (Object.hasOwn(value, key) || key === '__proto__' || /^(?:null|true|false)$/i.test(key))
        throw DECLINE;
      this.at += match[0].length;
      const read = this.value();
      value[key] = read.value;
      of[key] = read.lines;
      this.separator('}');
    }
    this.at++;
    return { value, lines: { line: this.line, of } };
  }

  private list(): Read {
    const value: unknown[] = [];
    const of: Record<string, Lines> = {};
    this.at++;
    this.spaces();
    while (this.text[this.at] !== ']') {
      const read = this.value();
      of[value.length] = read.lines;
      value.push(read.value);
      this.separator(']');
    }
    this.at++;
    return { value, lines: { line: this.line, of } };
  }

  /** A comma and then another item, or the end. */
  private separator(end: string): void {
    this.spaces();
    if (this.text[this.at] === end) return;
    if (this.text[this.at] !== ',' || this.text[this.at + 1] !== ' ') throw DECLINE;
    this.at++;
    this.spaces();
    if (this.text[this.at] === end || this.at >= this.text.length) throw DECLINE;
  }

  private spaces(): void {
    while (this.text[this.at] === ' ') this.at++;
  }
}
