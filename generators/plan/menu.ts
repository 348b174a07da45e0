import {
  wrote,
  type Image,
  type Inventory,
  type Profile,
  type Site,
} from '../inventory/inventory.ts';
import type { Serial } from '../inventory/schema.ts';
import type { Reason, Sourced } from '../reason.ts';
import { fits, imageFiles, imageFor } from './images.ts';
import { argumentsOf, consoleArguments, entryArguments, siteSerial } from './kernel-arguments.ts';
import type { HostPlan, Plan } from './plan.ts';
import type { Route } from './route.ts';
import * as rules from './rules.ts';
import { localProfile } from './settings.ts';

/** One entry of a boot menu. */
export interface BootEntry {
  /** The id of its profile. */
  readonly id: string;
  readonly label: Sourced<string>;
  readonly profile: Profile;
  /** What to load; undefined for the local disk. */
  readonly linux: LinuxBoot | undefined;
  readonly because: readonly Reason[];
}

export interface LinuxBoot {
  readonly image: Image;
  /** Paths below the TFTP root, which is the HTTP root as well: `images/debian-12-amd64/linux`. */
  readonly kernel: Sourced<string>;
  readonly initrds: readonly Sourced<string>[];
  /** One kernel argument each, not yet quoted for any loader. */
  readonly args: readonly Sourced<string>[];
}

/** A boot menu. The first entry is the default. */
export interface BootMenu {
  readonly entries: readonly BootEntry[];
  /** Seconds. */
  readonly timeout: Sourced<number>;
  readonly serial: Sourced<Serial> | undefined;
}

/** The menu of a host: its own profile first, then the site's further entries that fit it. */
export function hostMenu(plan: Plan, host: HostPlan): BootMenu {
  const { inventory, site } = plan;
  const entries = [entryOf(plan, host, host.profile.value, host.profile.because)];
  for (const [profile, because] of menuProfiles(inventory, site)) {
    if (profile.id === host.profile.value.id || !fits(inventory, profile, host.route.value))
      continue;
    entries.push(entryOf(plan, host, profile, because));
  }
  return {
    entries,
    timeout: { value: site.menu.timeout, because: [wrote(site, 'menu', 'timeout')] },
    serial: host.serial,
  };
}

/** The menu for machines that the inventory does not know: the local disk first. */
export function unknownMenu(plan: Plan, route: Route): BootMenu {
  const { inventory, site } = plan;
  const because: Reason[] = [{ kind: 'rule', rule: rules.unknownClient }];
  const entries = [localEntry(inventory, because)];
  for (const [profile, why] of menuProfiles(inventory, site)) {
    if (profile.kind === 'local' || !fits(inventory, profile, route)) continue;
    const serial = siteSerial(site);
    const general = [
      ...consoleArguments(serial, route.architecture),
      ...argumentsOf(site, ['defaults', 'args'], site.defaults.args),
    ];
    entries.push(linuxEntry(plan, profile, route, { args: { general, own: [] } }, why));
  }
  return {
    entries,
    timeout: { value: site.menu.timeout, because: [wrote(site, 'menu', 'timeout')] },
    serial: siteSerial(site),
  };
}

/** The further entries that a site gives every menu, with the line that names each. Destructive ones are left out. */
export function* menuProfiles(inventory: Inventory, site: Site): Generator<[Profile, Reason[]]> {
  for (const [index, id] of site.menu.profiles.entries()) {
    const profile = inventory.profiles.get(id)!;
    if (!profile.destructive) yield [profile, [wrote(site, 'menu', 'profiles', index)]];
  }
}

function entryOf(
  plan: Plan,
  host: HostPlan,
  profile: Profile,
  because: readonly Reason[],
): BootEntry {
  if (profile.kind === 'local') return localEntry(plan.inventory, because);
  return linuxEntry(plan, profile, host.route.value, host, because);
}

function localEntry(inventory: Inventory, because: readonly Reason[]): BootEntry {
  const profile = localProfile(inventory);
  return { id: profile.id, label: labelOf(profile), profile, linux: undefined, because };
}

function linuxEntry(
  plan: Plan,
  profile: Profile,
  route: Route,
  {
    args,
    nextServer = plan.networks[0]!.nextServer,
    host,
    interface: booting,
    serial,
  }: Pick<HostPlan, 'args'> & Partial<HostPlan>,
  because: readonly Reason[],
): BootEntry {
  // planSite and fits() let no profile through that has no image for the route's architecture.
  const image = imageFor(plan.inventory, profile, route.architecture)!;
  const [kernel, ...initrds] = imageFiles(image).map(({ path, because: reason }) => ({
    value: path,
    because: [reason],
  }));
  return {
    id: profile.id,
    label: labelOf(profile),
    profile,
    linux: {
      image,
      kernel: kernel!,
      initrds,
      args: entryArguments(profile, {
        site: plan.site,
        image,
        args,
        nextServer,
        host,
        mac: booting?.mac,
        serial: host === undefined ? siteSerial(plan.site) : serial,
      }),
    },
    because,
  };
}

function labelOf(profile: Profile): Sourced<string> {
  return { value: profile.label, because: [wrote(profile, 'label')] };
}
