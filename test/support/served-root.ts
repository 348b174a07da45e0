import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The programs that this needs. */
export const servedRootPrograms = 'unshare nsenter ip mount bash dnsmasq nginx flock'.split(' ');

/*
 * The boot server is this network namespace and the folder `server`, whose /srv is a small disk of its own; clients have
 * another namespace. Both end with bash. nginx is one process, because a worker would give up root's groups, which the
 * kernel forbids in a user namespace.
 */
const setUp = `
set -eu
export PATH="$PATH:/usr/sbin:/sbin"
for each in /var/log /var/lib /srv /run; do mount -t tmpfs tmpfs $each; done
mkdir -p /var/log/nginx /var/lib/nginx /var/lib/misc server/srv server/etc/dnsmasq.d server/etc/nginx/conf.d
mount -t tmpfs -o size=24m tmpfs server/srv
mkdir server/srv/tftp
mount --rbind server/srv /srv
ip link set lo up
unshare --net sleep 900 &
echo $! >clients
until test "$(readlink /proc/$!/ns/net)" != "$(readlink /proc/self/ns/net)"; do sleep 0.05; done
ip link add eno1 type veth peer name wire netns $!
ip address add 10.1.0.2/24 dev eno1
ip link set eno1 up
nsenter --target $! --net sh -c 'ip link set lo up; ip link set wire up; ip address add 10.1.0.50/24 dev wire'
cat >nginx.conf <<END
user root; master_process off; pid /run/nginx.pid; error_log /var/log/nginx/error.log; events {}
http { access_log off; include $PWD/server/etc/nginx/conf.d/*.conf; }
END
cat >restart <<END
for each; do
  case \\$each in
    dnsmasq)
      if test -f /run/dnsmasq.pid; then
        old=\\$(cat /run/dnsmasq.pid)
        kill \\$old 2>/dev/null
        while kill -0 \\$old 2>/dev/null; do sleep 0.05; done
      fi
      nsenter --target 1 --net dnsmasq --conf-file=/dev/null --conf-dir=$PWD/server/etc/dnsmasq.d,*.conf --user=root --group= \\
        --no-ping --log-facility=$PWD/dnsmasq.log --pid-file=/run/dnsmasq.pid || exit 1 ;;
    nginx)
      # One process does not take new addresses or locations over by a reload, so it is started anew.
      if test -f /run/nginx.pid; then
        old=\\$(cat /run/nginx.pid)
        kill \\$old 2>/dev/null
        while kill -0 \\$old 2>/dev/null; do sleep 0.05; done
      fi
      nsenter --target 1 --net nginx -c $PWD/nginx.conf || exit 1 ;;
  esac
done
END
while read -r script; do
  bash "$script" >output 2>&1 </dev/null && status=0 || status=$?
  echo "$status"
done
`;

/** A boot server's root with the real dnsmasq and nginx on it, and a client's network beside it. Needs no root. */
export class ServedRoot {
  private readonly folder: string;
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private complaints = '';

  /** @param folder a folder of its own; the root is `server` in it */
  constructor(folder: string) {
    this.folder = folder;
    this.process = spawn(
      'unshare',
      [
        ...'--user --map-root-user --net --mount --pid --fork --kill-child --mount-proc'.split(' '),
        ...['bash', '-c', setUp],
      ],
      { cwd: folder, env: { ...process.env, NO_COLOR: '1', NODE: process.execPath } },
    );
    this.process.stderr.on('data', (data: Buffer) => (this.complaints += data.toString()));
    this.lines = createInterface(this.process.stdout)[Symbol.asyncIterator]();
  }

  /** Runs a script of bash as root of the boot server, in the folder. `client` runs a command where clients are. */
  async run(script: string): Promise<{ status: number; output: string }> {
    const head = `client() { nsenter --target $(cat clients) --net "$@"; }\n`;
    writeFileSync(join(this.folder, 'script'), `${head}${script}\n`);
    this.process.stdin.write('script\n');
    const next = await this.lines.next();
    if (next.done === true) throw new Error(`The boot server ended:\n${this.complaints}`);
    return {
      status: Number(next.value),
      output: readFileSync(join(this.folder, 'output'), 'utf8'),
    };
  }

  /** Ends everything on it. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('close', resolve));
    this.process.stdin.end();
    await ended;
  }
}
