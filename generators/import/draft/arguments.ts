import type { Findings, Origin } from '../records.ts';
import type { Entry } from '../yaml-text.ts';

/** The entry of kernel arguments, without those that cannot stand on a command line. */
export function argumentsEntry(found: Findings, args: readonly string[], origin: Origin): Entry[] {
  const fit = args.filter((each) => {
    const fine = /^[^\s\p{Cc}\u2028\u2029](?:[^\p{Cc}\u2028\u2029]*\S)?$/u.test(each);
    if (!fine)
      found.leftOut(
        origin,
        `kernel argument ${each}`,
        'an argument stands on one line, without white space at its ends',
      );
    return fine;
  });
  return fit.length === 0 ? [] : [{ key: 'args', value: fit }];
}
