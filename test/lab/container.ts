import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ServerProcess } from '../../lab/servers.ts';

/*
 * A bare Debian with systemd, as a container of systemd-nspawn that stands in the lab's network in place of the lab's own
 * boot server. It has no way out of that network, so the packages that roles may install lie in apt's cache already, not
 * installed.
 */

/** What a machine has that was just installed, with a login by SSH. */
const INSTALLED = ['systemd-sysv', 'dbus', 'python3', 'python3-apt', 'iproute2', 'openssh-server'];
/** What apt can install in it without a network. */
const AT_HAND = [
  ...['dnsmasq', 'nginx-light', 'nftables', 'logrotate'],
  ...['nfs-kernel-server', 'nfs-ganesha', 'nfs-ganesha-vfs', 'rpcbind', 'zstd', 'tar'],
];

/**
 * A bare Debian as a tar, made at the first call.
 * @param cache where it is kept
 * @param more packages that are installed in it besides
 */
export function bareDebian(cache: string, more: readonly string[] = []): string {
  const hook = `chroot "$1" apt-get install --yes --no-install-recommends --download-only ${AT_HAND.join(' ')}`;
  return rootTar(cache, 'bare-debian', [...INSTALLED, ...more], [hook]);
}

/**
 * A root of Debian as a tar, made at the first call.
 * @param cache where it is kept
 * @param name what it is kept as
 * @param packages what is installed in it, beside what no Debian is without
 * @param hooks scripts for `sh` that end it; the root is their `$1` (mmdebstrap(1), on --customize-hook)
 * @param made of what else it is made: another text is another root
 */
export function rootTar(
  cache: string,
  name: string,
  packages: readonly string[],
  hooks: readonly string[],
  made = '',
): string {
  const args = [
    ...['--variant=minbase', '--skip=cleanup/apt', '--dpkgopt=force-unsafe-io'],
    ...['path-exclude=/usr/share/man/*', 'path-exclude=/usr/share/doc/*'].map(
      (option) => `--dpkgopt=${option}`,
    ),
    '--aptopt=Acquire::Languages "none"',
    `--include=${packages.join(',')}`,
    ...hooks.map((hook) => `--customize-hook=${hook}`),
    'bookworm',
  ];
  const key = createHash('sha256')
    .update(args.join('\n') + made)
    .digest('hex')
    .slice(0, 16);
  const tar = join(cache, `${name}-${key}.tar`);
  if (existsSync(tar)) return tar;
  mkdirSync(cache, { recursive: true });
  const part = join(cache, `.${name}-${process.pid}.tar`);
  execFileSync('mmdebstrap', ['--quiet', ...args, part], { stdio: ['ignore', 'ignore', 'pipe'] });
  renameSync(part, tar);
  return tar;
}

/** Unpacks the machine, and lets somebody in who has the private half of a key. */
export function unpackMachine(tar: string, root: string, name: string, publicKey: string): void {
  mkdirSync(root, { recursive: true });
  execFileSync('tar', [
    '--extract',
    '--preserve-permissions',
    `--file=${tar}`,
    `--directory=${root}`,
  ]);
  writeFileSync(join(root, 'etc/hostname'), `${name}\n`);
  rmSync(join(root, 'etc/machine-id'));
  writeFileSync(
    join(root, 'etc/machine-id'),
    `${createHash('sha256').update(root).digest('hex').slice(0, 32)}\n`,
  );
  mkdirSync(join(root, 'root/.ssh'), { mode: 0o700, recursive: true });
  writeFileSync(join(root, 'root/.ssh/authorized_keys'), publicKey, { mode: 0o600 });
  // By their age the roles tell whether to fetch newer ones, for which there is no network (cache_valid_time).
  utimesSync(join(root, 'var/lib/apt/lists'), new Date(), new Date());
}

/** The container, and its logs under the names of the servers that write them. */
export function containerServers(root: string, name: string): ServerProcess[] {
  const journal = join(root, 'var/log/journal');
  const access = join(root, 'var/log/nginx/bootbook.access.log');
  return [
    shell(
      'container',
      // A control group of its own (cgroups(7)), beside those of other containers, with which systemd ends what its services
      // leave. It sees groups of version 2 alone, and is at their root: where a machine has both versions, systemd-nspawn
      // would look for the group in either. NFS-Ganesha finds files by their handles, which systemd-nspawn forbids otherwise:
      // https://github.com/nfs-ganesha/nfs-ganesha/issues/965
      `mkdir ${groupOf(root)}; echo 0 >${groupOf(root)}/cgroup.procs
      exec unshare --cgroup --pid --fork --kill-child --mount-proc sh -c 'mount -t cgroup2 cgroup2 /sys/fs/cgroup
        exec systemd-nspawn --quiet --register=no --keep-unit --link-journal=no --capability=CAP_NET_ADMIN \\
          --system-call-filter=open_by_handle_at --machine=${name} --directory=${root} --console=pipe --boot </dev/null >/dev/null'`,
    ),
    shell(
      'dnsmasq',
      `until [ -n "$(ls -A ${journal} 2>/dev/null)" ]; do sleep 0.5; done
      exec journalctl --quiet --follow --lines=0 --output=short --unit=dnsmasq --directory=${journal} >&2`,
    ),
    shell('nginx', `exec tail --quiet --lines=0 --follow=name --retry ${access} >&2`),
  ];
}

/** Where the control group of a container lies: machines with groups of both versions have those of version 2 apart. */
function groupOf(root: string): string {
  const apart = '/sys/fs/cgroup/unified';
  const top = existsSync(apart) ? apart : '/sys/fs/cgroup';
  return join(top, basename(dirname(root)));
}

/** Takes away the groups of a container that has ended: unlike its processes they stay. */
export function removeGroups(root: string): void {
  spawnSync('find', [groupOf(root), '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';']);
}

function shell(name: string, script: string): ServerProcess {
  return { name, program: 'sh', args: ['-c', script] };
}
