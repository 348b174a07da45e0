import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exportsOf } from '../generators/plan/exports.ts';
import { nfsArchive, SERVED_ROOT } from '../generators/plan/images.ts';
import type { HostPlan, Plan } from '../generators/plan/plan.ts';
import type { StageId } from '../generators/plan/stages.ts';
import type { GuestFile } from './disk.ts';
import type { NfsRoot } from './job.ts';
import type { Machine } from './machine.ts';
import type { Promised } from './promise.ts';
import { Unable } from './unable.ts';

/*
 * What a boot needs of the bundle besides the emitted files.
 */

/**
 * A bundle is complete without its payload, but nothing boots from it.
 * @throws Unable if the NBP, the kernel or an initrd of this host is not there
 */
export function checkPayload(bundle: string, { bootFile, images }: Promised): void {
  const served = join(bundle, SERVED_ROOT);
  const missing = [bootFile, ...images].filter((path) => !existsSync(join(served, path)));
  if (missing.length > 0)
    throw new Unable(
      `Not in the bundle: ${missing.map((path) => `${SERVED_ROOT}/${path}`).join(', ')}.`,
      'Build it with its payload: `bootbook build` says what it left out, and why.',
    );
}

/**
 * The guest's files, as far as the bundle has them: without a boot loader for its disk, a machine has an empty one.
 * @throws Unable if the disk is what is to be started
 */
export function guestFiles({ files }: Machine, bundle: string, stage: StageId): GuestFile[] {
  const there = (file: GuestFile): boolean =>
    !('from' in file) || existsSync(join(bundle, SERVED_ROOT, file.from));
  const missing = files.filter((file) => !there(file));
  if (stage === 'handoff' && missing.length > 0)
    throw new Unable(
      "The lab's local disk for UEFI starts the GRUB that the boot server serves, and this bundle has none.",
      'Use --until menu, to see at least that the host is told to boot its disk.',
    );
  return files.filter(there);
}

/** The root file systems that these hosts get over NFS from their boot server, as far as the inventory says what is in them. */
export function nfsRoots(plan: Plan, hosts: readonly HostPlan[]): NfsRoot[] {
  const used = new Set(hosts.map(({ profile }) => profile.value.id));
  return exportsOf(plan)
    .filter(({ profile }) => used.has(profile.id) && profile.nfs?.root !== undefined)
    .map(({ profile, path }) => ({ archive: nfsArchive(profile), path }));
}
