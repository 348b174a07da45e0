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

export const ACCESS_LOG = '/var/log/nginx/access.log';
export const ERROR_LOG = '/var/log/nginx/error.log';

/** Folders that packages would have made, and that the servers expect. */
export const SERVER_FOLDERS = ['/var/lib/misc', '/var/lib/nginx', '/var/log/nginx', '/var/tmp'];

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

/** Stands where Debian's nginx.conf would, and includes the same. There is no other user than root in the room. */
export const nginxConf = `user root;
pid /run/nginx.pid;
error_log ${ERROR_LOG};
events {}
http {
  include mime.types;
  default_type application/octet-stream;
  access_log ${ACCESS_LOG};
  include conf.d/*.conf;
}
`;

export const nginx: ServerProcess = {
  name: 'nginx',
  program: 'nginx',
  args: ['-c', '/etc/nginx/nginx.conf', '-g', 'daemon off; worker_processes 1;'],
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
