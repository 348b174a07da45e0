import type { Tool } from '../tools.ts';
import { BUNDLE } from '../places.ts';

/** The checker of a real server, and the emitted files that it reads. */
export interface Checker {
  readonly id: string;
  readonly program: Tool['name'];
  /** Whether it reads a file, by its path below the boot server's root. */
  readonly reads: (path: string) => boolean;
  /** A script for the room of the boot server; without a complaint it succeeds. */
  readonly script: (path: string) => string;
}

/** Snippets are no files of the boot server's own: in the room they are where the bundle is. */
function snippet(path: string): string {
  return `'${BUNDLE}/${path}'`;
}

/** Loaders have no checkers of their own, except for GRUB. */
export const checkers: readonly Checker[] = [
  {
    id: 'dnsmasq',
    program: 'dnsmasq',
    reads: (path) => /^etc\/dnsmasq\.d\/[^/]*\.conf$/.test(path),
    script: (path) => `dnsmasq --test --conf-file='/${path}'`,
  },
  {
    id: 'nginx',
    program: 'nginx',
    reads: (path) => /^etc\/nginx\/conf\.d\/[^/]*\.conf$/.test(path),
    // The file is included from the configuration as a whole.
    script: () => 'nginx -t -c /etc/nginx/nginx.conf',
  },
  {
    id: 'grub',
    program: 'grub-script-check',
    reads: (path) => /\/grub\/(?:grub\.cfg|[^/]*\.cfg$)/.test(path),
    script: (path) => `grub-script-check '/${path}'`,
  },
  {
    id: 'isc-dhcpd',
    program: 'dhcpd',
    reads: (path) => path.endsWith('/isc-dhcpd.conf'),
    script: (path) => `dhcpd -t -cf ${snippet(path)} -lf /dev/null`,
  },
  {
    id: 'kea',
    program: 'kea-dhcp4',
    reads: (path) => path.endsWith('/kea-dhcp4.json'),
    script: (path) => `mkdir -p /run/kea && kea-dhcp4 -t ${snippet(path)}`,
  },
];
