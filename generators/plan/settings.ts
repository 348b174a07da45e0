import type { Path } from '../inventory/lines.ts';
import {
  wrote,
  type Entity,
  type Host,
  type Inventory,
  type Profile,
} from '../inventory/inventory.ts';
import type { Firmware, Loader, Transport } from '../inventory/schema.ts';
import type { Reason, Sourced } from '../reason.ts';
import type { HostPlan } from './plan.ts';
import * as rules from './rules.ts';

/** A setting by the order site → network → quirks → model → host: the nearest to the host wins. */
export function nearestSetting<K extends 'profile' | 'loader' | 'transport' | 'drivers' | 'serial'>(
  levels: readonly SettingsLevel[],
  key: K,
): Sourced<NonNullable<SettingsLevel['settings'][K]>> | undefined {
  for (const { settings, why } of levels) {
    const value = settings[key];
    if (value !== undefined) return { value, because: why(key) };
  }
  return undefined;
}

/** Settings that were made at one place. */
export interface SettingsLevel {
  readonly settings: Pick<Host, 'profile' | 'loader' | 'transport' | 'drivers' | 'serial'>;
  /** The reasons for one of them. */
  readonly why: (key: string) => readonly Reason[];
}

/** The settings that an object of the inventory makes. */
export function levelOf(
  entity: Entity,
  path: Path,
  settings: SettingsLevel['settings'],
): SettingsLevel {
  return { settings, why: (key) => [wrote(entity, ...path, key)] };
}

export function loaderFor(firmware: Sourced<Firmware>): Sourced<Loader> {
  const value = firmware.value === 'bios' ? 'pxelinux' : 'grub';
  return { value, because: [{ kind: 'rule', rule: rules.loaderByFirmware }] };
}

export function transportFor(loader: Sourced<Loader>): Sourced<Transport> {
  const value = loader.value === 'ipxe' ? 'http' : 'tftp';
  return { value, because: [{ kind: 'rule', rule: rules.transportByLoader }] };
}

export function effectiveProfile(
  inventory: Inventory,
  host: Host,
  levels: readonly SettingsLevel[],
  now: number,
): Pick<HostPlan, 'profile' | 'withheld'> {
  const setting = nearestSetting(levels, 'profile');
  if (setting === undefined) {
    const profile = localProfile(inventory);
    return {
      profile: { value: profile, because: [{ kind: 'rule', rule: rules.localByDefault }] },
      withheld: undefined,
    };
  }
  const wanted = { value: inventory.profiles.get(setting.value)!, because: setting.because };
  if (!wanted.value.destructive) return { profile: wanted, withheld: undefined };
  if (host.armedUntil !== undefined) {
    const until = wrote(host, 'armedUntil');
    if (Date.parse(host.armedUntil) > now) {
      return {
        profile: {
          value: wanted.value,
          because: [...wanted.because, until, { kind: 'rule', rule: rules.armed }],
        },
        withheld: undefined,
      };
    }
    const because: Reason[] = [...wanted.because, until, { kind: 'rule', rule: rules.notArmed }];
    return { profile: { value: localProfile(inventory), because }, withheld: wanted };
  }
  const because: Reason[] = [...wanted.because, { kind: 'rule', rule: rules.notArmed }];
  return { profile: { value: localProfile(inventory), because }, withheld: wanted };
}

/** The profile of kind local that the inventory gives, or one of ours: a host can always boot its disk. */
export function localProfile(inventory: Inventory): Profile {
  for (const profile of inventory.profiles.values()) if (profile.kind === 'local') return profile;
  return builtInLocal;
}

const builtInLocal: Profile = {
  id: 'local',
  label: 'Boot from the local disk',
  kind: 'local',
  destructive: false,
  where: {
    file: { path: 'built in', text: '', value: undefined, lines: 1 },
    path: ['profiles', 'local'],
    lines: 1,
  },
};
