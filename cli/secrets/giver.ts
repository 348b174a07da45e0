import type { SecretLine } from '../../generators/plan/plan.ts';

/** What gives the secrets of a tree. A boot server's own come from where they are kept, those of the lab stand for them. */
export interface SecretGiver {
  /**
   * A line of a preseed file with the hash of a password.
   * @throws Mistake if the secret cannot be had, or is none
   */
  line(secret: SecretLine): string;
}

/** Of files with secrets: nginx reads them as a member of their group, and nobody else does. */
export const PRIVATE_MODE = 0o640;

/** Answers of an installer, with the one that is secret. */
export function privateText(answers: string, secret: SecretLine, giver: SecretGiver): string {
  return `${answers.replace(/\n*$/, '\n')}${giver.line(secret)}\n`;
}
