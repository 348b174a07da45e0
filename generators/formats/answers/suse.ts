import type { Install, InstallUser } from '../../plan/install.ts';
import { packageFaults, takenFaults } from './faults.ts';
import type { Fault } from './format.ts';
import { hereDocument } from './shell.ts';
import { takenNames } from './taken-names.ts';

/*
 * What SUSE's two installers, YaST and Agama, have in common: names, and how sudo is told who may use it.
 */

/** A package, or after an @ a pattern, which is SUSE's word for a group of packages. */
const PACKAGE = /^@?[A-Za-z0-9][A-Za-z0-9+._-]*$/;

/**
 * Names of packages, patterns and users that SUSE cannot take.
 * @param pattern one that the product has, as it is written in an inventory: `@base`
 */
export function* suseFaults({ packages, users }: Install, pattern: `@${string}`): Generator<Fault> {
  yield* packageFaults(packages, PACKAGE, {
    message: 'No package and no pattern of SUSE has such a name.',
    expected: `the name of a package, or @ and the name of a pattern, such as ${pattern}`,
    advice: 'Take the name that `zypper search` shows.',
  });
  yield* takenFaults(
    users,
    takenNames,
    'SUSE has an account or a group of this name from the start.',
  );
}

/**
 * Lines of shell after which a user may become root. SUSE's sudo asks for root's password unless it is told otherwise, and root
 * has none; a user without a password is asked for nothing.
 * Source: https://documentation.suse.com/sled/15-SP5/html/SLED-all/cha-adm-sudo.html
 */
export function suseSudo({ name, password }: InstallUser): string[] {
  const file = `/etc/sudoers.d/bootbook-${name}`;
  const says =
    password === undefined
      ? [`${name} ALL=(ALL:ALL) NOPASSWD: ALL`]
      : [`Defaults:${name} !targetpw`, `${name} ALL=(ALL:ALL) ALL`];
  return [...hereDocument(file, says), `chmod 0440 ${file}`];
}
