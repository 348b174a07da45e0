import { join } from 'node:path';
import { BUNDLE } from './places.ts';
import type { Neighbour } from './neighbours.ts';

/*
 * The real servers with the emitted files, untouched, where they lie on a boot server. What stands here is only what
 * Debian's own packages give them around those files.
 */

/** A server to be started inside, and the names that its log lines bear. */
export interface ServerProcess {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

export const NGINX_LOGS = '/var/log/nginx';

/** Folders that packages would have made, and that the servers expect. */
export const SERVER_FOLDERS = ['/var/lib/misc', '/var/lib/nginx', NGINX_LOGS, '/var/tmp'];

/** In the foreground, with the log on standard error. Files belong to root in the room, so it stays root to read them. */
const IN_FOREGROUND = [
  '--keep-in-foreground',
  '--log-facility=-',
  '--user=root',
  '--group=',
  '--pid-file=',
  '--conf-file=/dev/null',
];

/** dnsmasq with everything below /etc/dnsmasq.d, as Debian starts it. */
export const dnsmasq: ServerProcess = {
  name: 'dnsmasq',
  program: 'dnsmasq',
  args: [...IN_FOREGROUND, '--log-dhcp', '--conf-dir=/etc/dnsmasq.d,*.conf'],
};

/**
 * Stands where Debian's nginx.conf would, and includes the same. It is one process, because a worker would give up root's
 * groups, and the kernel forbids that in a user namespace (user_namespaces(7), on setgroups).
 */
export const nginxConf = `user root;
daemon off;
master_process off;
pid /run/nginx.pid;
error_log ${NGINX_LOGS}/error.log;
events {}
http {
  include mime.types;
  default_type application/octet-stream;
  access_log ${NGINX_LOGS}/access.log;
  include conf.d/*.conf;
}
`;

export const nginx: ServerProcess = {
  name: 'nginx',
  program: 'nginx',
  args: ['-c', '/etc/nginx/nginx.conf'],
};

/** The server of a neighbour, in the neighbour's own network namespace. */
export function neighbourServer({ name, server }: Neighbour): ServerProcess {
  const [program, ...args] =
    server.program === 'dhcpd'
      ? dhcpd(name, join(BUNDLE, 'snippets', server.network, 'isc-dhcpd.conf'))
      : [
          dnsmasq.program,
          ...IN_FOREGROUND,
          '--port=0',
          `--dhcp-leasefile=${leases(name)}`,
          ...server.args,
        ];
  return { name, program: 'ip', args: ['netns', 'exec', name, program!, ...args] };
}

/** dhcpd(8): in the foreground, with its log on standard error. It wants its file of leases to be there. */
function dhcpd(name: string, config: string): string[] {
  return [
    'sh',
    '-c',
    'touch "$1" && exec dhcpd -4 -f -d --no-pid -cf "$2" -lf "$1"',
    name,
    leases(name),
    config,
  ];
}

function leases(name: string): string {
  return `/var/lib/misc/${name}.leases`;
}
