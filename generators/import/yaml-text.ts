import { printable } from '../inventory/problem.ts';

/** A mapping that keeps its order, with the comments that stand above and behind its entries. */
export interface Entry {
  readonly key: string;
  readonly value: Value;
  /** Lines above it. */
  readonly above?: readonly string[] | undefined;
  /** Behind it, on its line. */
  readonly behind?: string | undefined;
  /** On one line, in braces. */
  readonly flow?: boolean | undefined;
}

/** A list of mappings, one on a line. */
export interface Items {
  readonly items: readonly (readonly Entry[])[];
}

export type Value = string | number | boolean | readonly string[] | readonly Entry[] | Items;

/** Entries as block YAML. Whatever the values hold, each stays one scalar, and each comment one comment. */
export function yamlText(entries: readonly Entry[], indent = ''): string {
  let text = '';
  for (const { key, value, above = [], behind, flow } of entries) {
    text += commentText(above, indent);
    const remark = behind === undefined ? '' : ` # ${oneLine(behind)}`;
    text += `${indent}${scalarText(key)}:`;
    if (isItems(value)) {
      text += `${remark}\n`;
      for (const item of value.items) text += `${indent}  - ${flowText(item)}\n`;
    } else if (!isEntries(value)) text += ` ${inlineText(value)}${remark}\n`;
    else if (value.length === 0) text += ` {}${remark}\n`;
    else if (flow === true) text += ` ${flowText(value)}${remark}\n`;
    else text += `${remark}\n${yamlText(value, `${indent}  `)}`;
  }
  return text;
}

/** Comment lines. Text of others may hold anything, so line breaks and control characters become visible. */
export function commentText(lines: readonly string[], indent = ''): string {
  return lines.map((line) => `${indent}# ${oneLine(line)}`.trimEnd() + '\n').join('');
}

/** Whether the value is a list of mappings. */
export function isItems(value: Value): value is Items {
  return typeof value === 'object' && 'items' in value;
}

/** Whether the value is a mapping. */
export function isEntries(value: Value): value is readonly Entry[] {
  return Array.isArray(value) && (value.length === 0 || typeof value[0] === 'object');
}

function flowText(entries: readonly Entry[]): string {
  const parts = entries.map(({ key, value }) => `${scalarText(key)}: ${inFlow(value)}`);
  return `{ ${parts.join(', ')} }`;
}

function inFlow(value: Value): string {
  if (isItems(value)) return `[${value.items.map(flowText).join(', ')}]`;
  return isEntries(value) ? flowText(value) : inlineText(value);
}

function inlineText(value: string | number | boolean | readonly string[]): string {
  if (typeof value === 'string') return scalarText(value);
  if (typeof value === 'object') return `[${value.map(scalarText).join(', ')}]`;
  return String(value);
}

const PLAIN = /^[A-Za-z][A-Za-z0-9_./@+=-]*(?: [A-Za-z0-9_./@+=-]+)*$/;
/** Plain ones that YAML 1.1 or 1.2 may read as something else than text. */
const WORDS = /^(?:null|true|false|yes|no|on|off|y|n)$/i;
const ADDRESS = /^(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:\/[0-9]{1,2})?$/;
// All digits and below 60 would be a number of base 60 to YAML 1.1.
const MAC = /^(?=.*[a-f])[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;
const LEASE = /^[1-9][0-9]{0,5}[smhd]$/;

/** A string as one YAML scalar: plain where there can be no doubt, else in quotes. */
export function scalarText(text: string): string {
  if (PLAIN.test(text) && !WORDS.test(text)) return text;
  if (ADDRESS.test(text) || MAC.test(text) || LEASE.test(text)) return text;
  if (/^[\x20-\x7e\u00a1-\u024f]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replaceAll(/[^\x20-\x7e]/g, escaped);
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function oneLine(text: string): string {
  const safe = printable(text.toWellFormed()).replaceAll(/[\ufeff\ufffe\uffff]/g, '\ufffd');
  return safe.length > 300 ? `${safe.slice(0, 297).toWellFormed()}...` : safe;
}
