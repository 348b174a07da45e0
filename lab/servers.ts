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

/**
 * dnsmasq with everything below /etc/dnsmasq.d, as Debian starts it, but in the foreground, with its log on standard
 * error. Files belong to root in there, so it stays root to read them.
 */
export const dnsmasq: ServerProcess = {
  name: 'dnsmasq',
  program: 'dnsmasq',
  args: [
    '--keep-in-foreground',
    '--log-facility=-',
    '--log-dhcp',
    '--user=root',
    '--group=',
    '--pid-file=',
    '--conf-file=/dev/null',
    '--conf-dir=/etc/dnsmasq.d,*.conf',
  ],
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

/** The dnsmasq of a neighbour, in the neighbour's own network namespace. */
export function neighbourServer(name: string, args: readonly string[]): ServerProcess {
  return {
    name,
    program: 'ip',
    args: [
      ...['netns', 'exec', name, 'dnsmasq'],
      '--keep-in-foreground',
      '--log-facility=-',
      '--user=root',
      '--group=',
      '--pid-file=',
      '--conf-file=/dev/null',
      '--port=0',
      `--dhcp-leasefile=/var/lib/misc/${name}.leases`,
      ...args,
    ],
  };
}
