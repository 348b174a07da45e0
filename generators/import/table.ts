import { numbered } from './records.ts';

/** A row of a table, by the names of its columns, and the line where it begins. */
export interface Row {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/**
 * Rows of CSV (RFC 4180) whose first line names the columns. Commas, semicolons or tabs part them, whichever stands in
 * the first line. Lines that are empty or begin with # are skipped.
 */
export function rowsOf(text: string): {
  readonly columns: readonly string[];
  readonly rows: Row[];
} {
  const lines = numbered(text);
  const first = lines.find(({ text: each }) => !isSkipped(each));
  if (first === undefined) return { columns: [], rows: [] };
  const delimiter = [',', ';', '\t'].find((each) => first.text.includes(each)) ?? ',';
  const records = recordsOf(lines, delimiter);
  const columns = (records[0]?.fields ?? []).map((each) => each.trim());
  const rows = records.slice(1).map(({ line, fields }) => ({
    line,
    cells: Object.fromEntries(columns.map((name, index) => [name, (fields[index] ?? '').trim()])),
  }));
  return { columns, rows };
}

function isSkipped(line: string): boolean {
  return line.trim() === '' || line.startsWith('#');
}

function recordsOf(
  lines: readonly { readonly line: number; readonly text: string }[],
  delimiter: string,
): { line: number; fields: string[] }[] {
  const records: { line: number; fields: string[] }[] = [];
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  let begin = 1;
  for (const { line, text } of lines) {
    if (!quoted && isSkipped(text)) continue;
    if (!quoted) begin = line;
    else field += '\n';
    for (let at = 0; at < text.length; at++) {
      const char = text[at]!;
      if (quoted && char === '"' && text[at + 1] === '"') {
        field += '"';
        at++;
      } else if (char === '"' && (quoted || field === '')) quoted = !quoted;
      else if (char === delimiter && !quoted) {
        fields.push(field);
        field = '';
      } else field += char;
    }
    if (quoted) continue;
    records.push({ line: begin, fields: [...fields, field] });
    fields = [];
    field = '';
  }
  if (quoted) records.push({ line: begin, fields: [...fields, field] });
  return records;
}
