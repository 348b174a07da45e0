import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rootTar } from './container.ts';

/*
 * The nearest thing to a bare system of the RHEL family that Debian alone can make, for where no RPM distribution can be had.
 *
 * Real in it are dnf, rpm, a repository of RPM packages, systemd, firewalld, and that a package changes nothing that runs.
 * Its packages bear RHEL 9's names; their paths, users, modes, units and default configs are RHEL's as the sources have them that
 * each spec in rhel/ names. Their programs are Debian's. So are libc, Python, and all that lies below; there is no SELinux.
 */

/** What a machine of the RHEL family has that was just installed, firewalld running among it, with a login by SSH. */
const INSTALLED = [
  ...['systemd-sysv', 'dbus', 'python3', 'iproute2', 'openssh-server'],
  ...['rpm', 'dnf', 'firewalld', 'netbase'],
];
/** What the programs of its packages are linked with. */
const LIBRARIES = [
  ...['libnetfilter-conntrack3', 'libidn2-0', 'liblua5.4-0', 'libnettle8', 'libhogweed6'],
  ...['libnftables1', 'libedit2', 'libpcre2-8-0', 'libssl3', 'libpopt0', 'libacl1', 'libselinux1'],
];
/** Debian's packages that their programs come from. */
const PROGRAMS = ['dnsmasq-base', 'nginx', 'nginx-common', 'nftables', 'logrotate'];

const SPECS = fileURLToPath(new URL('rhel', import.meta.url));

/** Makes the repository and installs the names of the system, in its own root. */
const PACKAGES = `
set -e
cd /var/cache/specs
apt-get download ${PROGRAMS.join(' ')}
for deb in *.deb; do dpkg-deb --extract $deb tree; done
# Debian keeps the list of RPM packages in root's home.
mkdir -p /etc/rpm /etc/yum.repos.d
echo '%_dbpath /var/lib/rpm' >/etc/rpm/macros
for spec in *.spec; do
  rpmbuild -bb --quiet --define "debian $PWD/tree" --define '_rpmdir /var/lib/appstream' \\
    --define 'debug_package %{nil}' --define '_build_id_links none' $spec
done
createrepo_c --quiet /var/lib/appstream
printf '[appstream]\\nname=appstream\\nbaseurl=file:///var/lib/appstream\\ngpgcheck=0\\n' >/etc/yum.repos.d/appstream.repo
dnf --quiet --assumeyes --releasever=9 install lab-release
# Debian's dnsmasq keeps its leases in one folder, and RHEL's in another, which the roles have to make writable.
rmdir /var/lib/misc 2>/dev/null || rm -r /var/lib/misc
ln -s dnsmasq /var/lib/misc
rm -rf /var/cache/specs /root/rpmbuild /etc/debian_version`;

/**
 * It as a tar, made at the first call.
 * @param cache where it is kept
 */
export function bareRhel(cache: string): string {
  const specs = readdirSync(SPECS).map((name) => readFileSync(join(SPECS, name), 'utf8'));
  const sum = createHash('sha256').update(specs.join('\n')).digest('hex');
  return rootTar(
    cache,
    'bare-rhel',
    [...INSTALLED, ...LIBRARIES, 'createrepo-c'],
    [
      `mkdir "$1"/var/cache/specs && cp '${SPECS}'/*.spec "$1"/var/cache/specs/`,
      `chroot "$1" sh -c '${PACKAGES.replaceAll("'", `'\\''`)}'`,
    ],
    sum,
  );
}
