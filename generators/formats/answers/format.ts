import type { Language, Line, SecretSlot } from '../../artifact.ts';
import type { ProblemText } from '../../inventory/problem.ts';
import type { SecretPlace } from '../../inventory/schema.ts';
import type { Install } from '../../plan/install.ts';
import type { Sourced } from '../../reason.ts';
import { secretPlaceText } from '../../secret-place.ts';

/**
 * One language in which an installer takes its answers. Add one by adding a file here and naming it in index.ts; how its installer
 * finds the files is said in generators/plan/answers.
 */
export interface AnswersFormat {
  /** Values that this language or its installer cannot take, each at its place in the inventory. */
  check(install: Install): Fault[];
  /** The files of one host, by their names in its folder. */
  emit(install: Install): AnswersFile[];
}

/** A value that cannot be taken, and what is to be said of it. */
export interface Fault {
  readonly value: Sourced<unknown>;
  readonly text: ProblemText;
}

export interface AnswersFile {
  /** As the installer asks for it: `preseed.cfg`, `user-data`. */
  readonly name: string;
  readonly language: Language;
  readonly lines: readonly Line[];
  /** Secrets in its lines: `slots.all` of the Slots that gave the texts. */
  readonly secrets: readonly SecretSlot[];
}

/** Gives the texts that stand for secrets in the lines of one file, and keeps what is to stand there. */
export class Slots {
  readonly all: SecretSlot[] = [];

  /** Stands for the hash of a password. Its letters, `./A-Za-z0-9$=,`, must mean nothing at that place. */
  hash(place: SecretPlace): string {
    return this.add('hash', place, (value) => value);
  }

  /** Stands for a secret as it is kept, quoted by the rules of that place. */
  plain(place: SecretPlace, quote: (value: string) => string | undefined): string {
    return this.add('plain', place, quote);
  }

  private add(form: SecretSlot['form'], place: SecretPlace, quote: SecretSlot['quote']): string {
    const text = `⟦${form === 'hash' ? 'hash of ' : ''}${secretPlaceText(place)}⟧`;
    this.all.push({ text, place, form, quote });
    return text;
  }
}
