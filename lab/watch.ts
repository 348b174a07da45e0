import { eventOf } from '../generators/diagnose/events.ts';
import type { StageId } from '../generators/plan/stages.ts';
import { diskSays } from './disk.ts';
import { isForeign } from './neighbours.ts';
import type { Promised } from './promise.ts';
import { dnsmasq } from './servers.ts';

/*
 * From what machine and servers say to the stage of the boot chain that it shows. Pure: the same lines give the same
 * stages, from a recording as from a running machine.
 */

/** The first sign that a machine has reached a stage. */
export interface Sighting {
  readonly stage: StageId;
  /** What was seen, in a few words. */
  readonly what: string;
}

/** A file that a server has sent completely. */
export interface ServedFile {
  /** Below the TFTP root, which is the root of HTTP as well. */
  readonly path: string;
  readonly by: 'tftp' | 'http';
}

/** As dnsmasq, ISC's dhcpd and Kea log it; by IPv6 it is a REPLY. */
const DHCP_ACK =
  /DHCP(?:ACK|REPLY)(?:\(\S+\)| on) ([\da-f.:]+) |DHCP4_LEASE_ALLOC .*: lease ([\d.]+) has been/;
/** The vendor class of Debian's installer (netcfg/dhcp.c), as dnsmasq logs it. */
const INSTALLER_ASKS = / vendor class: d-i$/;
/** Status of HTTP: https://www.rfc-editor.org/rfc/rfc9110#section-15.3.5 */
const NO_CONTENT = 204;

/** The file that a log line says was sent, if it says so. dnsmasq logs `sent` when the last block has been acknowledged (tftp.c). */
export function servedFile(from: string, line: string): ServedFile | undefined {
  const event = eventOf(line);
  if (event?.kind !== 'file' || event.outcome !== 'sent') return undefined;
  // The report of an installed machine is answered without content: no file of the bundle was sent.
  if (event.status === NO_CONTENT) return undefined;
  return event.by === 'http' && from !== 'nginx' ? undefined : { path: event.file, by: event.by };
}

/** Configs of the boot loaders, in the places in which they look for them. */
const LOADER_CONFIG =
  /^(?:pxelinux\.cfg\/|debian-installer\/\w+\/grub\/grub\.cfg$|grub\/grub\.cfg|boot\.ipxe$|ipxe\/)/;

/** What a line of a server's log shows, in the order of the boot chain. */
export function stagesOfLog(from: string, line: string, promised: Promised): Sighting[] {
  if (promised.macs.some((mac) => line.includes(mac))) return stagesOfDhcp(from, line, promised);
  if (INSTALLER_ASKS.test(line))
    return [{ stage: 'initrd', what: 'the installer asks for an address' }];
  const file = servedFile(from, line);
  if (file === undefined) return [];
  const what = `${file.path} by ${file.by.toUpperCase()}`;
  if (file.path === promised.bootFile) return [{ stage: 'nbp', what }];
  if (LOADER_CONFIG.test(file.path)) return [{ stage: 'menu', what }];
  if (promised.images.includes(file.path)) return [{ stage: 'kernel', what }];
  // The installer itself fetches its answers: it runs, and the kernel was told their address.
  if (promised.preseed !== undefined && file.path.startsWith(promised.preseed))
    return [{ stage: 'root', what }];
  return [];
}

function stagesOfDhcp(from: string, line: string, { answers }: Promised): Sighting[] {
  const stages: Sighting[] = [{ stage: 'link', what: 'first DHCP packet of this machine' }];
  if (answers === 'foreign' ? !isForeign(from) : from !== dnsmasq.name) return stages;
  // On a proxyDHCP network the address is the other server's business, and ours says PXE.
  if (line.includes(' PXE('))
    stages.push({ stage: 'dhcp', what: 'answer of the proxyDHCP server' });
  const ack = DHCP_ACK.exec(line);
  const address = ack?.[1] ?? ack?.[2];
  if (address !== undefined) stages.push({ stage: 'dhcp', what: `address ${address}` });
  return stages;
}

/** A login prompt, on whose line a message of the kernel may have come before anybody has seen it. */
const LOGIN = /\blogin:(?: \[ *\d+\.\d+\] .*)?$/;

const CONSOLE_SIGNS: readonly (readonly [RegExp, StageId])[] = [
  [/^\[ *\d+\.\d+\] Linux version /, 'kernel'],
  [/^\[ *\d+\.\d+\] Run \/init as init process/, 'initrd'],
  // The Debian installer: a question with its priority, or the title of its rescue mode.
  [/\[(?:\.|\?|!{1,3})\] \w|^Rescue mode$/, 'root'],
  // The title of Memtest86+, on the serial port that it was told.
  [/\bMemtest86\+ +v\d/, 'root'],
  // What recipes make tells of itself: cli/payload/recipes/*.sh.
  [/^bootbook: (?:rescue system ready|image written|disk \S+ left alone)/, 'root'],
  // Any other root file system: its login prompt.
  [LOGIN, 'root'],
];

/** What a line of the console shows. */
export function stageOfConsole(line: string, promised: Promised): Sighting | undefined {
  if (line.includes(diskSays(promised.host))) return { stage: 'handoff', what: line };
  // A system of its own on the disk, where the plan promises no more than that the disk starts.
  if (promised.stage === 'handoff' && LOGIN.test(line)) return { stage: 'handoff', what: line };
  for (const [pattern, stage] of CONSOLE_SIGNS)
    if (pattern.test(line)) return { stage, what: line };
  return undefined;
}

/** The command line that the kernel prints, if this line of the console is that (start_kernel in init/main.c). */
export function commandLineOf(line: string): string | undefined {
  return /^\[ *\d+\.\d+\] Kernel command line: (.*)$/.exec(line)?.[1];
}

/**
 * The arguments of a kernel command line, as the kernel splits it: at white space outside of double quotes, which are
 * then dropped. Source: next_arg in lib/cmdline.c.
 */
export function kernelArguments(commandLine: string): string[] {
  return [...commandLine.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)].map(([argument]) =>
    argument.replaceAll('"', ''),
  );
}

/** The wanted arguments that a command line lacks, or has in another order; what stands between them does not matter. */
export function missingArguments(commandLine: string, wanted: readonly string[]): string[] {
  const printed = kernelArguments(commandLine);
  let from = 0;
  return wanted.filter((argument) => {
    const at = printed.indexOf(argument.replaceAll('"', ''), from);
    if (at >= 0) from = at + 1;
    return at < 0;
  });
}
