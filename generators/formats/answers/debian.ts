import type { Sourced } from '../../reason.ts';
import { packageFaults } from './faults.ts';
import type { Fault } from './format.ts';

/*
 * What Debian and Ubuntu have in common: names of packages, and the groups of base-passwd.
 */

/** Source: https://www.debian.org/doc/debian-policy/ch-controlfields.html#source */
const PACKAGE = /^[a-z0-9][a-z0-9+.-]+$/;

/** Groups that are there from the start. Source: https://manpages.debian.org/bookworm/base-passwd/update-passwd.8 */
export const debianGroups: ReadonlySet<string> = new Set(
  'root daemon bin sys adm tty disk lp mail news uucp man proxy kmem dialout fax voice cdrom floppy tape sudo audio dip www-data backup operator list irc src shadow utmp video sasl plugdev staff games users nogroup'.split(
    ' ',
  ),
);

/** @param system `Debian`, or `Ubuntu`, as people call it */
export function debianPackageFaults(
  packages: readonly Sourced<string>[],
  system: string,
): Iterable<Fault> {
  return packageFaults(packages, PACKAGE, {
    message: `${system} has no package of such a name.`,
    expected: 'lower-case letters, digits, +, . and -',
    advice: `Take ${system}'s name of it.`,
  });
}
