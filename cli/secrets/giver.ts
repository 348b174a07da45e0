import { artifactText, type Artifact } from '../../generators/artifact.ts';
import type { SecretPlace } from '../../generators/inventory/schema.ts';
import type { SecretLine } from '../../generators/plan/plan.ts';
import { secretPlaceText } from '../../generators/secret-place.ts';
import { Mistake } from '../mistake.ts';

/** What gives the secrets of a tree. A boot server's own come from where they are kept, those of the lab stand for them. */
export interface SecretGiver {
  /**
   * The hash of a password, as crypt(5) writes it.
   * @throws Mistake if the secret cannot be had, or is none
   */
  hash(place: SecretPlace): string;
  /**
   * The secret itself, on one line.
   * @throws Mistake if it cannot be had, or is none
   */
  plain(place: SecretPlace): string;
}

/** Of files with secrets: nginx reads them as a member of their group, and nobody else does. */
export const PRIVATE_MODE = 0o640;

/**
 * Answers of an installer out of a file of the repo, and the one that is secret behind them.
 * @throws Mistake if the secret cannot be had, or is none
 */
export function withSecret(
  answers: string,
  { question, place }: SecretLine,
  giver: SecretGiver,
): string {
  return `${answers.replace(/\n*$/, '\n')}d-i ${question} password ${giver.hash(place)}\n`;
}

/**
 * An emitted file with its secrets, in the place of the texts that stand for them.
 * @throws Mistake if a secret cannot be had, or cannot stand there
 */
export function filled(artifact: Artifact, giver: SecretGiver): string {
  let text = artifactText(artifact);
  for (const slot of artifact.secrets ?? []) {
    const value = slot.form === 'hash' ? giver.hash(slot.place) : giver.plain(slot.place);
    const quoted = slot.quote(value);
    if (quoted === undefined)
      throw new Mistake(
        `The secret ${secretPlaceText(slot.place)} cannot stand in ${artifact.path}: it has letters that its format gives another meaning.`,
        'Choose one of letters and digits, or of words with single blanks between them.',
      );
    text = text.replaceAll(slot.text, () => quoted);
  }
  return text;
}
