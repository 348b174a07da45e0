import type { Findings } from './records.ts';
import { type SourceFile } from './records.ts';

/** A JSON object of somebody else: anything may be missing or of another type. */
export type Loose = Readonly<Record<string, unknown>>;

export function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text that is not empty, or undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

export function looseOf(value: unknown): Loose {
  return isLoose(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value of a JSON file, or undefined, and a note, where it is none. */
export function jsonOf({ path, text }: SourceFile, found: Findings): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    found.leftOut({ file: path, line: 1 }, path, `it is not JSON: ${why}`);
    return undefined;
  }
}

/** Finds the lines of a JSON text, from its beginning to its end: each search goes on where the last one ended. */
export class LineFinder {
  private readonly text: string;
  private at = 0;
  private line = 1;

  constructor(text: string) {
    this.text = text;
  }

  /** The line of the next `"key": value`; without one, the line of the last that was found. */
  next(key: string, value: string | number): number {
    const wanted = JSON.stringify(value);
    for (let from = this.at; ;) {
      const found = this.text.indexOf(`"${key}"`, from);
      if (found < 0) return this.line;
      const after = /^\s*:\s*/.exec(
        this.text.slice(found + key.length + 2, found + key.length + 20),
      );
      const start = found + key.length + 2 + (after?.[0].length ?? 0);
      if (after !== null && this.text.startsWith(wanted, start)) {
        for (let at = this.at; at < found; at++) if (this.text.charCodeAt(at) === 10) this.line++;
        this.at = found;
        return this.line;
      }
      from = found + 1;
    }
  }
}
