import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Architecture, Firmware } from '../generators/inventory/schema.ts';
import type { HostPlan } from '../generators/plan/plan.ts';
import type { ForeignProgram } from './neighbours.ts';
import packages from './debian-packages.json' with { type: 'json' };
import { Unable } from './unable.ts';

/** A program or a file that the lab leans on, by its name in debian-packages.json. */
export interface Tool {
  readonly name: keyof typeof packages;
  /** What to look for: a program's name, or the absolute path of a file. */
  readonly find: string;
}

/** Where programs are looked for: Debian keeps servers where an ordinary user's PATH does not look. */
export const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];

/** The wire, the servers, and the trivial guest by which every boot measures the machine (inside/measure.ts). */
const always: readonly Tool[] = [
  program('unshare'),
  program('ip'),
  program('sysctl'),
  program('dnsmasq'),
  program('nginx'),
  program('qemu-system-x86_64'),
  { name: 'SeaBIOS', find: '/usr/share/seabios/bios-256k.bin' },
];

/**
 * Everything that one boot of this host needs.
 * @param foreign what stands for somebody else's DHCP server, where there is one
 */
export function toolsFor(host: HostPlan, foreign: ForeignProgram = 'dhcpd'): readonly Tool[] {
  const { model, firmware, network } = host;
  const dhcp = network.network.dhcp.mode === 'authoritative' ? [] : [program(foreign)];
  return [
    ...always,
    ...dhcp,
    ...nfsTools(host),
    ...machineTools(model.architecture, firmware.value),
  ];
}

/** What gives a host its root over NFS, out of an archive in the bundle. */
function nfsTools({ profile }: HostPlan): readonly Tool[] {
  const { nfs } = profile.value;
  if (nfs?.root === undefined || nfs.server !== undefined) return [];
  const libraries = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;
  return [
    ...[program('ganesha.nfsd'), program('rpcbind'), program('zstd')],
    { name: 'ganesha VFS', find: `${libraries}/ganesha/libfsalvfs.so` },
    { name: 'uid_wrapper', find: `${libraries}/libuid_wrapper.so` },
  ];
}

function machineTools(architecture: Architecture, firmware: Firmware): readonly Tool[] {
  if (architecture === 'arm64')
    return [
      program('qemu-system-aarch64'),
      { name: 'AAVMF', find: '/usr/share/AAVMF/AAVMF_CODE.fd' },
    ];
  return firmware === 'bios'
    ? [{ name: 'iPXE option ROMs', find: '/usr/lib/ipxe/qemu/pxe-virtio.rom' }]
    : [{ name: 'OVMF', find: '/usr/share/OVMF/OVMF_CODE_4M.fd' }];
}

/** @throws Unable if one of them is missing, with the Debian packages that have them */
export function needTools(tools: readonly Tool[]): void {
  const missing = tools.filter(({ find }) => pathOf(find) === undefined);
  if (missing.length === 0) return;
  const wanted = [...new Set(missing.map(({ name }) => packages[name]))].join(' ');
  throw new Unable(
    `Not on this machine: ${missing.map(({ name }) => name).join(', ')}.`,
    `On Debian: apt-get install --no-install-recommends ${wanted}`,
  );
}

/** The absolute path of a program, or of a file that is given by its path; undefined if it is not there. */
export function pathOf(find: string): string | undefined {
  const places = find.startsWith('/') ? [find] : folders.map((folder) => join(folder, find));
  return places.find((place) =>
    isThere(place, find.startsWith('/') ? constants.R_OK : constants.X_OK),
  );
}

function program(name: keyof typeof packages): Tool {
  return { name, find: name };
}

function isThere(path: string, access: number): boolean {
  try {
    accessSync(path, access);
    return true;
  } catch {
    return false;
  }
}
