import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { proofStatement, type ProofStatement } from '../../generators/proof/statement.ts';
import { asMistake, isSystemError, Mistake } from '../mistake.ts';

/** The proofs of a repo, one JSON file each. */
export class ProofStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * All proofs by the id of their scenario, in the order of these.
   * @throws Mistake where a file is no proof
   */
  read(): Map<string, ProofStatement> {
    return new Map(this.#names().map((id) => [id, this.#parse(id)]));
  }

  /** Writes a proof in the place of the one before it. Nobody ever sees half of it. */
  write(proof: ProofStatement): void {
    mkdirSync(this.#folder, { recursive: true });
    const temporary = join(this.#folder, `.${randomBytes(8).toString('hex')}`);
    try {
      writeFileSync(temporary, `${JSON.stringify(proof, undefined, 1)}\n`, { flag: 'wx' });
      renameSync(temporary, this.#path(proof.predicate.boot.scenario));
    } finally {
      rmSync(temporary, { force: true });
    }
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

  #parse(id: string): ProofStatement {
    const path = this.#path(id);
    try {
      return proofStatement.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
      throw new Mistake(
        `${path} is not a proof: ${error instanceof z.ZodError ? z.prettifyError(error).split('\n', 2).join(' ') : error.message}.`,
        'Remove the file; `bootbook prove` then lists its scenario as one to be proven.',
      );
    }
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
