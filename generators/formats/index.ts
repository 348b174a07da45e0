import type { Artifact } from '../artifact.ts';
import type { Problem } from '../inventory/problem.ts';
import type { Plan } from '../plan/plan.ts';
import { answers } from './answers/index.ts';
import { ansible } from './ansible.ts';
import { cisco } from './cisco.ts';
import { dnsmasq } from './dnsmasq.ts';
import { exports } from './exports.ts';
import type { Format } from './format.ts';
import { ganesha } from './ganesha.ts';
import { grub } from './grub.ts';
import { ipxe } from './ipxe.ts';
import { iscDhcpd } from './isc-dhcpd.ts';
import { kea } from './kea.ts';
import { mikrotik } from './mikrotik.ts';
import { nginx } from './nginx.ts';
import { opnsense } from './opnsense.ts';
import { pxelinux } from './pxelinux.ts';
import { sshKeys } from './ssh-keys.ts';
import { windowsServer } from './windows-server.ts';

/** Every format, in the order in which a boot server's files are listed. */
export const formats: readonly Format[] = [
  dnsmasq,
  pxelinux,
  grub,
  ipxe,
  nginx,
  sshKeys,
  answers,
  exports,
  ganesha,
  iscDhcpd,
  kea,
  mikrotik,
  opnsense,
  windowsServer,
  cisco,
  ansible,
];

/** Every value that some format cannot express. */
export function checkFormats(plan: Plan): Problem[] {
  return formats.flatMap((format) => format.check(plan));
}

/** Every file of one boot server but its payload, one at a time, so that a large site never lies in memory as a whole. */
export function* emitArtifacts(plan: Plan): Generator<Artifact> {
  for (const format of formats) yield* format.emit(plan);
}
