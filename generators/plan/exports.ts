import type { Profile } from '../inventory/inventory.ts';
import { fits } from './images.ts';
import { menuProfiles } from './menu.ts';
import type { Plan } from './plan.ts';

/** A root file system that the boot server itself gives over NFS. */
export interface NfsExport {
  readonly profile: Profile;
  readonly path: string;
  readonly readOnly: boolean;
}

/** What this server has to export: the NFS roots of all profiles that it offers, each path once. */
export function exportsOf(plan: Omit<Plan, 'payload'>): NfsExport[] {
  const exports = new Map<string, NfsExport>();
  for (const profile of offeredProfiles(plan)) {
    const { nfs } = profile;
    if (nfs === undefined || nfs.server !== undefined || exports.has(nfs.path)) continue;
    exports.set(nfs.path, { profile, path: nfs.path, readOnly: !nfs.options.includes('rw') });
  }
  return [...exports.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function* offeredProfiles(plan: Omit<Plan, 'payload'>): Generator<Profile> {
  for (const host of plan.hosts) yield host.profile.value;
  for (const [profile] of menuProfiles(plan.inventory, plan.site))
    if (plan.routes.some((route) => fits(plan.inventory, profile, route))) yield profile;
}
