import { bootInterface, type Host } from '../../generators/inventory/inventory.ts';
import type {
  Architecture,
  Drivers,
  Firmware,
  Loader,
  Serial,
  Source,
  Transport,
} from '../../generators/inventory/schema.ts';
import type { HostPlan } from '../../generators/plan/plan.ts';
import type { Route } from '../../generators/plan/route.ts';
import { entityHref } from '../data/links.ts';
import { link, machine, type Span, type Words } from './content.ts';

/*
 * How things are called on the pages, in one place.
 */

export const firmwareName: Readonly<Record<Firmware, string>> = {
  bios: 'BIOS',
  uefi: 'UEFI',
  'uefi-secure-boot': 'UEFI, Secure Boot',
};

export const loaderName: Readonly<Record<Loader, string>> = {
  pxelinux: 'PXELINUX',
  grub: 'GRUB',
  ipxe: 'iPXE',
};

export const transportName: Readonly<Record<Transport, string>> = {
  tftp: 'TFTP',
  http: 'HTTP after the NBP',
  'http-boot': 'HTTP from the start',
};

export const driversName: Readonly<Record<Drivers, string>> = {
  firmware: 'those of the firmware',
  ipxe: "iPXE's own",
};

export const architectureName: Readonly<Record<Architecture, string>> = {
  amd64: 'amd64 (x64)',
  arm64: 'arm64',
};

/** A time to the minute, in UTC: `2026-11-21 18:00 UTC`. */
export function timeText(time: string | number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function hostLink(host: { readonly id: string }): Span {
  return machine(host.id, entityHref('hosts', host.id));
}

export function routeLink(route: Route): Span {
  return link(route.title, `/routes/${route.id}/`);
}

/** What a host boots now, in a few words. */
export function bootsWords({ host, profile, withheld }: HostPlan): Words {
  const label = link(profile.value.label, entityHref('profiles', profile.value.id));
  if (profile.value.destructive && host.armedUntil !== undefined)
    return [label, `, armed until ${timeText(host.armedUntil)}`];
  if (withheld !== undefined) return [label, `; ${withheld.value.id} withheld`];
  return label;
}

/** The address of the interface that boots, or where it comes from. */
export function addressWords({ interface: booting, network }: HostPlan): Words {
  const address = booting.address ?? booting.address6;
  if (address !== undefined) return machine(address);
  const { mode, foreign } = network.network.dhcp;
  if (mode === 'authoritative') return 'from the range';
  return foreign === undefined ? 'from another DHCP server' : ['from ', machine(foreign)];
}

/** The MAC of the interface that a host boots from. */
export function bootMac(host: Host): string {
  return bootInterface(host).mac;
}

/** Where a file comes from. */
export function sourceWords(source: Source): Words {
  if ('package' in source)
    return ['Debian package ', machine(source.package), ', ', machine(source.file)];
  if ('path' in source) return ['this repo, ', machine(source.path)];
  if ('recipe' in source)
    return ['made by recipe ', machine(source.recipe), ', ', machine(source.file)];
  return machine(source.url);
}

/** A serial console, as a person sets it up. */
export function serialWords({ unit, speed }: Serial): string {
  return `port ${unit}, ${speed} bit/s`;
}
