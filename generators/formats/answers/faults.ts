import type { ProblemText } from '../../inventory/problem.ts';
import type { InstallUser } from '../../plan/install.ts';
import type { Sourced } from '../../reason.ts';
import type { Fault } from './format.ts';

/*
 * What several installers refuse in the same way, each for names of its own.
 */

/** Packages whose names the distribution cannot have; what is said of each, and what was expected. */
export function* packageFaults(
  packages: readonly Sourced<string>[],
  names: RegExp,
  { message, expected, advice }: Pick<Required<ProblemText>, 'message' | 'expected' | 'advice'>,
): Generator<Fault> {
  for (const each of packages)
    if (!names.test(each.value))
      yield {
        value: each,
        text: { code: 'install-package', message, expected, received: each.value, advice },
      };
}

/** Users whose names the installed system has already. */
export function* takenFaults(
  users: readonly InstallUser[],
  taken: ReadonlySet<string>,
  message: string,
): Generator<Fault> {
  for (const { name, because } of users)
    if (taken.has(name))
      yield {
        value: { value: name, because },
        text: {
          code: 'install-user-taken',
          message,
          expected: 'another name',
          received: name,
          advice: 'Choose another name.',
        },
      };
}
