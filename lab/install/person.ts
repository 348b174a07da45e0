import type { Keystrokes } from '../operator.ts';
import { answerTo } from './answers.ts';

/*
 * What a preseed file leaves to a person is asked on the console; here the lab is that person. The words are those of
 * user-setup's templates: https://salsa.debian.org/installer-team/user-setup/-/blob/master/debian/user-setup-udeb.templates
 */

/** The password that the lab chooses, for a machine of its own on a wire that leads nowhere. */
const PASSWORD = 'practise-tuesday';

/** The question itself is below the end of the screen, behind a long explanation. */
const ROOT = "You need to set a password for 'root'";

/** The name that the lab chooses, where the file has none. */
const NAME = 'lab';

/** Somebody who can log in to the installed system. */
export interface Login {
  readonly name: string;
  readonly password: string;
}

/** A password that a hash in the answers is made of. */
export interface KnownPassword {
  readonly hash: string;
  readonly password: string;
}

/**
 * What a person has to type during an installation with these answers, and whom they have made.
 * @param stood for a secret that the answers have as a hash; then one can log in by it
 */
export function personFor(
  preseed: string,
  stood?: KnownPassword,
): { asked: Keystrokes[]; login: Login | undefined } {
  const answer = (question: string): string | undefined => answerTo(preseed, question);
  const known = (who: string): boolean =>
    [`passwd/${who}-password`, `passwd/${who}-password-crypted`].some(
      (question) => (answer(question) ?? '') !== '',
    );
  const asked: Keystrokes[] = [];
  const asks = (sees: string, types: string): void => {
    asked.push({ sees, types: `${types}\r` });
  };
  const root = answer('passwd/root-login') !== 'false';
  const user = answer('passwd/make-user') !== 'false' || !root;
  const locked = asksThoughLocked(preseed);
  if (root && (locked || !known('root'))) {
    // Left empty, the account is locked, as that answer wants it.
    asks(ROOT, locked ? '' : PASSWORD);
    asks('Re-enter password to verify:', locked ? '' : PASSWORD);
  }
  if (user && answer('passwd/user-fullname') === undefined)
    asks('Full name for the new user:', NAME);
  if (user && answer('passwd/username') === undefined) asks('Username for your account:', NAME);
  const name = answer('passwd/username') ?? NAME;
  if (user && stood !== undefined && answer('passwd/user-password-crypted') === stood.hash)
    return { asked, login: { name, password: stood.password } };
  if (!user || known('user')) return { asked, login: undefined };
  asks('Choose a password for the new user:', PASSWORD);
  asks('Re-enter password to verify:', PASSWORD);
  return { asked, login: { name, password: PASSWORD } };
}

/**
 * Whether the installer asks for root's password although the answer for it is `!`, an account that nobody logs in to by password.
 * Debian's guide has that answer (https://www.debian.org/releases/bookworm/amd64/apbs04.en.html#preseed-account), and takes it for
 * the user; but state 1 of user-setup-ask, in user-setup 1.95 of Debian 12, asks where root's is `!`.
 */
export function asksThoughLocked(preseed: string): boolean {
  return (
    answerTo(preseed, 'passwd/root-login') !== 'false' &&
    (answerTo(preseed, 'passwd/root-password') ?? '') === '' &&
    answerTo(preseed, 'passwd/root-password-crypted') === '!'
  );
}
