import type { Keystrokes } from '../operator.ts';
import { answerTo } from './answers.ts';

/*
 * What a preseed file leaves to a person is asked on the console; here the lab is that person. The words are those of
 * user-setup's templates: https://salsa.debian.org/installer-team/user-setup/-/blob/master/debian/user-setup-udeb.templates
 */

/** The password that the lab chooses, for a machine of its own on a wire that leads nowhere. */
const PASSWORD = 'practise-tuesday';

/** The name that the lab chooses, where the file has none. */
const NAME = 'lab';

/** Somebody who can log in to the installed system. */
export interface Login {
  readonly name: string;
  readonly password: string;
}

/** What a person has to type during an installation with these answers, and whom they have made. */
export function personFor(preseed: string): { asked: Keystrokes[]; login: Login | undefined } {
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
  if (root && !known('root')) {
    asks('Root password:', PASSWORD);
    asks('Re-enter password to verify:', PASSWORD);
  }
  if (user && answer('passwd/user-fullname') === undefined)
    asks('Full name for the new user:', NAME);
  if (user && answer('passwd/username') === undefined) asks('Username for your account:', NAME);
  if (!user || known('user')) return { asked, login: undefined };
  asks('Choose a password for the new user:', PASSWORD);
  asks('Re-enter password to verify:', PASSWORD);
  return { asked, login: { name: answer('passwd/username') ?? NAME, password: PASSWORD } };
}
