import { KERNEL, LEFT_OUT } from './packages.ts';
import { parts } from './parts.ts';

/** What Debian's own installer would have done in an installation that was not done here. */
const NOT_DONE = [
  'Not done, since their packages could not be had: clock-setup, tzsetup, apt-setup and pkgsel, so that the time zone, the lines of sources.list and tasksel’s answers are as base-installer leaves them',
];

/**
 * What was not what it would be outside of the lab, a sentence each.
 * @param mirror address of the mirror, if it was not one of ours
 */
export function standIns(mirror: URL | undefined): string[] {
  const both = [
    'A person: the lab has typed what the preseed file leaves to one, and nothing else',
    'The gateway and the name servers of the site: a network namespace, which gives every name one address',
  ];
  if (mirror !== undefined)
    return [...both, `The mirror that the preseed file names: ${mirror.href}, through a socket`];
  return [
    ...both,
    'The mirror that the preseed file names: packages of Debian that apt has fetched, with an index and a signature of the lab',
    'Debian’s initrd, with an addition of the lab behind it: the key of that mirror, and answers to questions that the preseed file leaves open',
    `By these answers: ${KERNEL} as the kernel, an initrd with the modules of this machine only, no recommended packages, and none of ${LEFT_OUT.join(', ')}`,
    ...parts.map(({ stands }) => stands),
    ...NOT_DONE,
  ];
}
