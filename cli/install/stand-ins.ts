import type { Layout } from '../../lab/install/answers.ts';
import { KERNEL, LEFT_OUT } from './packages.ts';
import { partsFor } from './parts.ts';

/** What Debian's own installer would have done in an installation that was not done here. */
const NOT_DONE = [
  'Not done, since its package could not be had: clock-setup, so that nothing sets the clock by NTP',
  'Left out: packages of the priority standard, which the task standard would install, are on that mirror only where another package needs them',
];

/** An installation, as far as something stands for something else in it. */
export interface Installed {
  /** Address of the mirror, if it was not one of ours. */
  readonly mirror: URL | undefined;
  readonly layout: Layout;
  /** Whether the installer asks for root's password although the answers lock that account (lab/install/person.ts). */
  readonly asksForRoot: boolean;
  /** Whether the answers have secrets in them. */
  readonly secret: boolean;
}

/** What was not what it would be outside of the lab, a sentence each. */
export function standIns({ mirror, layout, asksForRoot, secret }: Installed): string[] {
  const both = [
    `A person: the lab has typed what the preseed file leaves to one, and nothing else${asksForRoot ? '; here an empty password for root, twice, since the installer asks for it although the file answers !' : ''}`,
    ...(secret ? ['The secrets of the answers: a password of the lab'] : []),
    'The gateway and the name servers of the site: a network namespace, which gives every name one address',
  ];
  if (mirror !== undefined)
    return [...both, `The mirror that the preseed file names: ${mirror.href}, through a socket`];
  return [
    ...both,
    'The mirror that the preseed file names: packages of Debian that apt has fetched, with an index and a signature of the lab',
    'Debian’s initrd, with an addition of the lab behind it: the key of that mirror, and answers to questions that the preseed file leaves open',
    `By these answers: ${KERNEL} as the kernel, an initrd with the modules of this machine only, no recommended packages, and none of ${LEFT_OUT.join(', ')}`,
    ...partsFor(layout).map(({ stands }) => stands),
    ...NOT_DONE,
  ];
}
