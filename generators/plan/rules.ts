import type { Rule } from '../reason.ts';

/*
 * The rules by which the plan decides what nobody wrote. A format keeps the rules of its own syntax in its own file.
 */

export const localByDefault: Rule = {
  id: 'local-by-default',
  says: 'A host boots its local disk unless its inventory says otherwise.',
  page: '/explain/arming/',
};

export const notArmed: Rule = {
  id: 'not-armed',
  says: 'A destructive profile counts only while the host is armed, so the host boots its local disk.',
  page: '/explain/arming/',
};

export const armed: Rule = {
  id: 'armed',
  says: 'The host is armed, so its destructive profile counts until that time.',
  page: '/explain/arming/',
};

export const loaderByFirmware: Rule = {
  id: 'loader-by-firmware',
  says: 'Nobody chose a boot loader: PXELINUX for BIOS, GRUB for UEFI.',
  page: '/explain/option-93/',
};

export const transportByLoader: Rule = {
  id: 'transport-by-loader',
  says: 'Nobody chose a transport: iPXE uses HTTP, PXELINUX and GRUB use TFTP.',
  page: '/explain/tftp-and-http/',
};

export const serialConsole: Rule = {
  id: 'serial-console',
  says: 'The kernel talks to screen and serial port; the last console named becomes /dev/console.',
  page: '/explain/post-to-kernel/',
  source: 'https://www.kernel.org/doc/html/latest/admin-guide/serial-console.html',
};

export const memtestConsole: Rule = {
  id: 'memtest-console',
  says: 'Memtest86+ shows its screen on a serial port as well, if it is told which.',
  page: '/explain/post-to-kernel/',
  source: 'https://github.com/memtest86plus/memtest86plus/blob/v6.10/README.md#boot-options',
};

export const bootif: Rule = {
  id: 'bootif',
  says: 'BOOTIF names the interface that booted, so that the initrd does not ask on another one.',
  page: '/explain/post-to-kernel/',
  source: 'https://wiki.syslinux.org/wiki/index.php?title=SYSLINUX#SYSAPPEND_bitmask',
};

export const nfsRoot: Rule = {
  id: 'nfs-root',
  says: "Debian's initramfs mounts the root file system over NFS when boot=nfs is given.",
  page: '/explain/post-to-kernel/',
  source: 'https://manpages.debian.org/bookworm/initramfs-tools-core/initramfs-tools.7.en.html',
};

export const keysByHttp: Rule = {
  id: 'keys-by-http',
  says: 'The started system fetches the public keys that may log in by HTTP from the boot server, as its kernel came from there.',
  page: '/howto/rescue/',
};

export const writtenOnce: Rule = {
  id: 'written-once',
  says: 'The image writer notes the arming on the disk, and does not write a second time under the same one.',
  page: '/explain/arming/',
};

export const preseedArguments: Rule = {
  id: 'preseed-arguments',
  says: 'auto=true and priority=critical hold the questions back until the preseed file has been fetched.',
  page: '/howto/first-pxe-server/',
  source: 'https://www.debian.org/releases/bookworm/amd64/apbs02.en.html',
};

export const installerInterface: Rule = {
  id: 'installer-interface',
  says: 'With interface=auto the installer takes the interface that BOOTIF names. Without it, it asks which one, before it can fetch its answers.',
  page: '/howto/first-pxe-server/',
  source: 'https://www.debian.org/releases/bookworm/amd64/apbs04.en.html',
};

export const nextServerAttached: Rule = {
  id: 'next-server-attached',
  says: "The boot server's own address on this network.",
  page: '/explain/post-to-kernel/',
};

export const nextServerRelayed: Rule = {
  id: 'next-server-relayed',
  says: "The boot server is not attached to this network, so clients reach it at its first interface's address.",
  page: '/explain/post-to-kernel/',
};

export const ipv6WithoutIpv4: Rule = {
  id: 'ipv6-without-ipv4',
  says: 'An interface with an IPv6 address and no IPv4 address boots by IPv6; with both it boots by IPv4.',
  page: '/explain/ipv6/',
};

export const unknownClient: Rule = {
  id: 'unknown-client',
  says: 'A machine that the inventory does not know gets a menu whose default is its local disk.',
  page: '/explain/arming/',
};
