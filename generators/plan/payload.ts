import { wrote, type Profile } from '../inventory/inventory.ts';
import type { Source } from '../inventory/schema.ts';
import type { Reason } from '../reason.ts';
import {
  fits,
  imageFiles,
  imageFor,
  nfsArchive,
  preseedPath,
  PRIVATE_ROOT,
  SERVED_ROOT,
  writtenPath,
} from './images.ts';
import { menuProfiles } from './menu.ts';
import type { HostPlan, PayloadFile, Plan } from './plan.ts';
import type { Route } from './route.ts';

/** Answers with a secret in them, and the hosts that are to have them: those that would boot the profile now. */
export interface PrivateAnswers {
  readonly profile: Profile;
  /** Below the boot server's root. */
  readonly path: string;
  readonly hosts: readonly HostPlan[];
}

/** Each once, in the order of the hosts; a profile that no host is armed for has none. */
export function privateAnswers({ hosts }: Pick<Plan, 'hosts'>): PrivateAnswers[] {
  const found = new Map<Profile, HostPlan[]>();
  for (const host of hosts) {
    const profile = host.profile.value;
    if (profile.userPassword === undefined || profile.preseed === undefined) continue;
    const known = found.get(profile);
    if (known === undefined) found.set(profile, [host]);
    else known.push(host);
  }
  return [...found].map(([profile, armed]) => ({
    profile,
    path: `${PRIVATE_ROOT}/${preseedPath(profile)}`,
    hosts: armed,
  }));
}

/** The files of all routes in use, and of all images and preseed files that any menu of this server offers. */
export function payloadOf(plan: Omit<Plan, 'payload'>): PayloadFile[] {
  const files = new Map<string, PayloadFile>();
  const add = (path: string, source: Source, because: Reason): void => {
    addFull(`${SERVED_ROOT}/${path}`, source, because);
  };
  const addFull = (full: string, source: Source, because: Reason): void => {
    if (!files.has(full)) files.set(full, { path: full, source, because: [because] });
  };
  for (const route of plan.routes) {
    for (const file of route.files) add(file.path, file.source, { kind: 'route', route });
  }
  const profiles = new Map<Profile, Set<Route>>();
  const offer = (profile: Profile, route: Route): void => {
    const known = profiles.get(profile);
    if (known === undefined) profiles.set(profile, new Set([route]));
    else known.add(route);
  };
  for (const host of plan.hosts) offer(host.profile.value, host.route.value);
  for (const [profile] of menuProfiles(plan.inventory, plan.site)) {
    for (const route of plan.routes)
      if (fits(plan.inventory, profile, route)) offer(profile, route);
  }
  for (const [profile, offered] of profiles) {
    if (profile.preseed !== undefined && profile.userPassword === undefined)
      add(preseedPath(profile), { path: profile.preseed }, wrote(profile, 'preseed'));
    if (profile.write !== undefined)
      add(
        writtenPath(profile, profile.write.file),
        profile.write.file,
        wrote(profile, 'write', 'file'),
      );
    // Unpacked at the exported path by whoever runs the server; nobody fetches it.
    if (profile.nfs?.root !== undefined && profile.nfs.server === undefined)
      addFull(nfsArchive(profile), profile.nfs.root, wrote(profile, 'nfs', 'root'));
    for (const route of offered) {
      const image = imageFor(plan.inventory, profile, route.architecture);
      if (image !== undefined)
        for (const file of imageFiles(image)) add(file.path, file.source, file.because);
    }
  }
  for (const { profile, path } of privateAnswers(plan))
    files.set(path, {
      path,
      source: { path: profile.preseed! },
      because: [wrote(profile, 'preseed'), wrote(profile, 'userPassword')],
      secret: {
        question: 'passwd/user-password-crypted',
        place: profile.userPassword!.secret,
      },
    });
  return [...files.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
