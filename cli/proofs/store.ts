import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parsedStatement, type ParsedStatement } from '../../generators/proof/parsed.ts';
import { proofStatement, type ProofStatement } from '../../generators/proof/statement.ts';
import { asMistake, isSystemError, Mistake } from '../mistake.ts';

/** Statements of a repo, one JSON file each, named by an id. */
export class StatementStore<T> {
  readonly #folder: string;
  readonly #schema: z.ZodType<T>;

  constructor(folder: string, schema: z.ZodType<T>) {
    this.#folder = folder;
    this.#schema = schema;
  }

  /**
   * All statements by their ids, in the order of these.
   * @throws Mistake where a file is none
   */
  read(): Map<string, T> {
    return new Map(this.#names().map((id) => [id, this.#parse(id)]));
  }

  /** Writes a statement in the place of the one before it. Nobody ever sees half of it. */
  write(id: string, statement: T): void {
    writeWhole(this.#path(id), statement);
  }

  remove(id: string): void {
    rmSync(this.#path(id));
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder, { withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
        .map(({ name }) => name.slice(0, -'.json'.length))
        .sort();
    } catch (error) {
      if (isSystemError(error, 'ENOENT')) return [];
      throw asMistake(error) ?? error;
    }
  }

  #parse(id: string): T {
    const path = this.#path(id);
    try {
      return this.#schema.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
      throw new Mistake(
        `${path} is not a proof: ${problemIn(error)}.`,
        'Remove the file; `bootbook prove` then lists its scenario as one to be proven.',
      );
    }
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}

/** The proofs of boots, by the ids of their scenarios. */
export function proofsIn(folder: string): StatementStore<ProofStatement> {
  return new StatementStore(folder, proofStatement);
}

/** What checkers have read, by their ids, in a folder beside the proofs. */
export function parsedIn(proofs: string): StatementStore<ParsedStatement> {
  return new StatementStore(join(proofs, 'parsed'), parsedStatement);
}

/** Writes a value as JSON under another name and renames it. */
export function writeWhole(path: string, value: unknown): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `.${randomBytes(8).toString('hex')}`);
  try {
    writeFileSync(temporary, `${JSON.stringify(value, undefined, 1)}\n`, { flag: 'wx' });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** What is wrong with a file first, and where in it. */
function problemIn(error: SyntaxError | z.ZodError): string {
  if (error instanceof SyntaxError) return error.message;
  const [issue] = error.issues;
  return issue === undefined ? error.message : `${issue.path.join('.')}: ${issue.message}`;
}
