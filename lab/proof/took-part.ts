import type { HostPlan, Plan } from '../../generators/plan/plan.ts';
import { SERVED_ROOT } from '../../generators/plan/images.ts';
import type { ForeignProgram, NeighbourServer } from '../neighbours.ts';
import type { BootResult } from '../result.ts';
import type { Changes } from '../scenarios/changes.ts';
import type { Expectation, Visit } from '../scenarios/scenario.ts';
import type { Tool } from '../tools.ts';
import { wireOf } from '../wire.ts';

/*
 * What took part in a boot: the files whose bytes it says something about, and the programs.
 */

/** A server that answered the machine, and how the configs that it has read are told from others. */
interface Answering {
  readonly name: Tool['name'];
  readonly reads: (path: string) => boolean;
}

/** A boot that was, and its surroundings. */
export interface Booted {
  readonly plan: Plan;
  readonly host: HostPlan;
  readonly result: BootResult;
  /** What stood for somebody else's DHCP server, where there was one. */
  readonly foreign?: ForeignProgram | undefined;
  /** What was changed for it in the inventory. */
  readonly changes?: Changes | undefined;
  readonly expect: Expectation;
  /** What was done on the boot server when the stage was reached. */
  readonly visit?: Visit | undefined;
}

/**
 * The paths of the files that took part, below the boot server's root, out of all that it has. A file that was changed for
 * this boot alone is not among them: nothing is shown about the bytes that the bundle has.
 */
export function filesOf(booted: Booted, paths: Iterable<string>): string[] {
  const { files, altered = [] } = booted.result;
  const sent = new Set(
    files.filter(({ path }) => !altered.includes(path)).map(({ path }) => `${SERVED_ROOT}/${path}`),
  );
  const answering = answeringServers(booted);
  return [...paths]
    .filter((path) => sent.has(path) || answering.some(({ reads }) => reads(path)))
    .toSorted();
}

/** The programs that took part, and the firmware. */
export function toolsOf(booted: Booted): Pick<Tool, 'name'>[] {
  return [...answeringServers(booted), ...machineTools(booted.host).map((name) => ({ name }))];
}

function answeringServers({ plan, host, result, foreign }: Booted): Answering[] {
  const ours = host.network.network.dhcp.mode !== 'external';
  const by = new Set(result.files.map((file) => file.by));
  const answering: Answering[] = [];
  if (ours || by.has('tftp'))
    answering.push({ name: 'dnsmasq', reads: (path) => path.startsWith('etc/dnsmasq.d/') });
  if (by.has('http'))
    answering.push({ name: 'nginx', reads: (path) => path.startsWith('etc/nginx/') });
  return [
    ...answering,
    ...wireOf(plan, [host], foreign).neighbours.map(({ server }) => neighbouring(server)),
  ];
}

/** The server of a neighbour. Of what we have emitted, it has read its snippet at most. */
function neighbouring(server: NeighbourServer): Answering {
  const read =
    server.program !== 'dnsmasq' && 'snippet' in server.config ? server.config.snippet : undefined;
  return { name: server.program, reads: (path) => path === read };
}

function machineTools({ model, firmware }: HostPlan): Tool['name'][] {
  if (model.architecture === 'arm64') return ['qemu-system-aarch64', 'AAVMF'];
  if (firmware.value === 'bios') return ['qemu-system-x86_64', 'SeaBIOS', 'iPXE option ROMs'];
  return ['qemu-system-x86_64', 'OVMF'];
}
