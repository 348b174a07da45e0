import type { Artifact, Language, Line } from '../artifact.ts';
import { wrote } from '../inventory/inventory.ts';
import type { Reason, Sourced } from '../reason.ts';
import type { NetworkPlan, Plan, Reservation } from './plan.ts';
import { effectsOf } from './quirks.ts';

/** What a foreign DHCP server has to be told about a network besides who boots what. */
export interface ExternalNetwork {
  readonly plan: NetworkPlan;
  /** The name of the site, in words. It may hold any printable character. */
  readonly siteName: Sourced<string>;
  readonly domain: Sourced<string>;
  /** Empty if the site has none. */
  readonly dns: Sourced<readonly string[]>;
  /** Empty if the site has none. */
  readonly ntp: Sourced<readonly string[]>;
  readonly router: Sourced<string> | undefined;
  readonly range: Sourced<{ readonly from: string; readonly to: string }> | undefined;
  /** Seconds. */
  readonly lease: Sourced<number>;
  /** Where the network itself stands in the inventory. */
  readonly because: readonly Reason[];
}

/** The networks whose DHCP server is not ours, in the order of the inventory. */
export function externalNetworks(plan: Plan): ExternalNetwork[] {
  return plan.networks
    .filter(({ network }) => network.dhcp.mode === 'external')
    .map((each) => externalNetwork(plan, each));
}

function externalNetwork(plan: Plan, each: NetworkPlan): ExternalNetwork {
  const { network } = each;
  const site = plan.inventory.sites.get(network.site)!;
  const { range, lease } = network.dhcp;
  return {
    plan: each,
    siteName: { value: site.name, because: [wrote(site, 'name')] },
    domain: { value: site.domain, because: [wrote(site, 'domain')] },
    dns: { value: site.dns, because: [wrote(site, 'dns')] },
    ntp: { value: site.ntp, because: [wrote(site, 'ntp')] },
    router:
      network.gateway === undefined
        ? undefined
        : { value: network.gateway, because: [wrote(network, 'gateway')] },
    range:
      range === undefined
        ? undefined
        : { value: range, because: [wrote(network, 'dhcp', 'range')] },
    lease: { value: seconds(lease), because: [wrote(network, 'dhcp', 'lease')] },
    because: [wrote(network, 'cidr'), wrote(network, 'dhcp', 'mode')],
  };
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 };

/** A time such as `12h` in seconds. The schema lets only a number and one of these four letters through. */
function seconds(time: string): number {
  return Number(time.slice(0, -1)) * UNITS[time.at(-1)!]!;
}

/** A snippet for one network as an artifact of the bundle. */
export function snippet(
  network: ExternalNetwork,
  file: string,
  language: Language,
  lines: readonly Line[],
): Artifact {
  const { plan } = network;
  return {
    path: `snippets/${plan.network.id}/${file}`,
    language,
    mode: '0644',
    lines,
    hosts: [...new Set(plan.reservations.map(({ host }) => host.id))],
  };
}

/** Where an interface with a reservation is written: its MAC, and its address if it has one. */
export function reservationReasons({ host, interface: { name, address } }: Reservation): {
  mac: Reason[];
  address: Reason[];
} {
  return {
    mac: [wrote(host, 'interfaces', name, 'mac')],
    address: address === undefined ? [] : [wrote(host, 'interfaces', name, 'address')],
  };
}

/** What the quirks of a host ask of its DHCP server, in words, for a server that cannot be told. */
export function unheardQuirks({ boots }: Reservation): Sourced<string>[] {
  const { broadcast, replyDelay } = effectsOf(boots?.quirks ?? []);
  return [
    ...(broadcast === undefined
      ? []
      : [{ value: 'its answers should be broadcast', because: broadcast.because }]),
    ...(replyDelay === undefined
      ? []
      : [
          {
            value: `its answers should wait ${replyDelay.value} s`,
            because: replyDelay.because,
          },
        ]),
  ];
}

/** The same as comments, for a format that can say nothing of it for one host. */
export function unheardLines({ plan }: ExternalNetwork, mark: string): Line[] {
  return plan.reservations.flatMap((reservation) =>
    unheardQuirks(reservation).map(({ value, because }) => ({
      text: `${mark}NOT EXPRESSED: by a quirk of ${reservationName(reservation)}, ${value}.`,
      because,
    })),
  );
}

/** A name for the reservation that no other one has: ids of hosts hold no dot, and every MAC is there once. */
export function reservationName({ host, boots, interface: { mac } }: Reservation): string {
  return boots === undefined ? `${host.id}.${mac.replaceAll(':', '-')}` : host.id;
}
