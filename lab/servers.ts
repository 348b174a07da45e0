import { join } from 'node:path';
import type { ForeignProgram, Neighbour } from './neighbours.ts';
import { BUNDLE, LAB } from './places.ts';

/*
 * The real servers with the emitted files, untouched, where they lie on a boot server. What stands here is only what
 * Debian's own packages give them around those files.
 */

/** A server to be started inside, and the names that its log lines bear. */
export interface ServerProcess {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** A file that it needs and that no bundle has. */
  readonly config?: { readonly path: string; readonly text: string } | undefined;
}

export const NGINX_LOGS = '/var/log/nginx';

/** Folders that packages would have made, and that the servers expect. */
export const SERVER_FOLDERS = [
  '/var/lib/misc',
  '/var/lib/nfs/ganesha',
  '/var/lib/nginx',
  NGINX_LOGS,
  '/var/tmp',
];

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

/**
 * rpcbind(8), which NFS version 3 is found by. It gives up root's groups, which a user namespace forbids (see nginxConf), and
 * has no option not to, so it is made to believe that it did: https://cwrap.org/uid_wrapper.html
 */
export const rpcbind: ServerProcess = {
  name: 'rpcbind',
  program: 'env',
  args: [
    ...['LD_PRELOAD=libuid_wrapper.so', 'UID_WRAPPER=1', 'UID_WRAPPER_ROOT=1'],
    ...['rpcbind', '-w', '-f'],
  ],
};

/** NFS-Ganesha with the emitted file. It registers itself with rpcbind, so that has to be there first. */
export const ganesha: ServerProcess = {
  name: 'ganesha',
  program: 'sh',
  args: [
    '-c',
    'until rpcinfo -p; do sleep 0.1; done >/dev/null 2>&1; exec ganesha.nfsd "$@"',
    'ganesha',
    ...['-F', '-L', 'STDERR', '-N', 'EVENT', '-p', '/run/ganesha.pid'],
    ...['-f', '/etc/ganesha/bootbook.conf'],
  ],
};

/** The server of a neighbour, in the neighbour's own network namespace. */
export function neighbourServer({ name, server }: Neighbour): ServerProcess {
  const inside = ['netns', 'exec', name];
  if (server.program === 'dnsmasq') {
    const own = ['--port=0', `--dhcp-leasefile=${leases(name)}`, ...server.args];
    return { name, program: 'ip', args: [...inside, dnsmasq.program, ...IN_FOREGROUND, ...own] };
  }
  const path = `${LAB}/${name}.conf`;
  const args = [...inside, ...FOREIGN_COMMANDS[server.program]];
  return 'text' in server.config
    ? {
        name,
        program: 'ip',
        args: [...args, name, leases(name), path],
        config: { path, text: server.config.text },
      }
    : {
        name,
        program: 'ip',
        args: [...args, name, leases(name), join(BUNDLE, server.config.snippet)],
      };
}

/**
 * In the foreground, with their logs on standard error; the file of leases is the first argument, the config the second.
 * dhcpd(8) wants the file of leases to be there. Kea's configs name none, so it takes its own place, and logs to standard
 * output: https://kea.readthedocs.io/en/kea-2.2.0/arm/logging.html
 */
const FOREIGN_COMMANDS: Record<ForeignProgram, readonly string[]> = {
  dhcpd: ['sh', '-c', 'touch "$1" && exec dhcpd -4 -f -d --no-pid -cf "$2" -lf "$1"'],
  'kea-dhcp4': ['sh', '-c', 'mkdir -p /run/kea /var/lib/kea && exec kea-dhcp4 -c "$2" >&2'],
};

function leases(name: string): string {
  return `/var/lib/misc/${name}.leases`;
}
