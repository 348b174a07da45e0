import type { Quirk } from '../catalogue/quirk.ts';
import { subnetOf } from '../inventory/address.ts';
import {
  bootInterface,
  wrote,
  type Host,
  type HostInterface,
  type Inventory,
  type Network,
  type Site,
} from '../inventory/inventory.ts';
import { sortedProblems, type Problem } from '../inventory/problem.ts';
import type { Architecture, Firmware } from '../inventory/schema.ts';
import type { Sourced } from '../reason.ts';
import { bootsByIpv6, checkHost } from './check.ts';
import { argumentsOf, consoleArguments } from './kernel-arguments.ts';
import { payloadOf } from './payload.ts';
import type { HostPlan, NetworkPlan, Plan, Reservation } from './plan.ts';
import { quirkArguments, QuirkFinder, quirkLevel } from './quirks.ts';
import type { Route } from './route.ts';
import { routes } from './routes/index.ts';
import * as rules from './rules.ts';
import { effectiveProfile, levelOf, loaderFor, nearestSetting, transportFor } from './settings.ts';

export interface PlanResult {
  /** One for each boot server, in the order of the inventory; empty if there is any error. */
  readonly plans: readonly Plan[];
  readonly problems: readonly Problem[];
}

/**
 * Resolves defaults, quirks, routes and arming into one plan for each boot server.
 * @param now the time to judge arming at, in milliseconds since 1970
 * @param quirks the quirks of the catalogue, by id; without them nothing matches, and the inventory can name none
 */
export function planSite(
  inventory: Inventory,
  now: number,
  quirks: ReadonlyMap<string, Quirk> = new Map(),
): PlanResult {
  const problems: Problem[] = [];
  const finder = new QuirkFinder(inventory, quirks);
  const networkPlans = new Map<string, NetworkPlan & { reservations: Reservation[] }>();
  for (const network of inventory.networks.values())
    networkPlans.set(network.id, planNetwork(inventory, network));
  const hosts: HostPlan[] = [];
  for (const host of inventory.hosts.values()) {
    const booting = bootInterface(host);
    const plan = planHost(
      inventory,
      finder,
      host,
      networkPlans.get(booting.network)!,
      booting,
      now,
      problems,
    );
    if (plan === undefined) continue;
    hosts.push(plan);
    for (const [name, data] of Object.entries(host.interfaces)) {
      const boots = name === booting.name ? plan : undefined;
      networkPlans
        .get(data.network)!
        .reservations.push({ host, interface: { name, ...data }, boots });
    }
  }
  problems.push(...finder.problems());
  if (problems.some((problem) => problem.severity === 'error'))
    return { plans: [], problems: sortedProblems(problems) };
  const plans = [...inventory.servers.values()].map((server): Plan => {
    const networks = [...networkPlans.values()].filter(
      ({ network }) => network.server === server.id,
    );
    const site = inventory.sites.get(server.site)!;
    const own = hosts.filter((host) => host.network.network.server === server.id);
    const used = new Set<Route>([
      ...own.map((host) => host.route.value),
      ...networks.flatMap((each) => each.unknownRoutes),
    ]);
    const bare = {
      server,
      site,
      inventory,
      now,
      networks,
      hosts: own,
      routes: routes.filter((route) => used.has(route)),
    };
    return { ...bare, payload: payloadOf(bare) };
  });
  return { plans, problems: sortedProblems(problems) };
}

function planNetwork(
  inventory: Inventory,
  network: Network,
): NetworkPlan & { reservations: Reservation[] } {
  const server = inventory.servers.get(network.server)!;
  const interfaces = Object.entries(server.interfaces);
  const attached = interfaces.find(([, each]) => each.network === network.id);
  const [name, { address, address6 }] = attached ?? interfaces[0]!;
  const rule = attached === undefined ? rules.nextServerRelayed : rules.nextServerAttached;
  const site = inventory.sites.get(network.site)!;
  return {
    network,
    subnet: subnetOf(network.cidr),
    nextServer: {
      value: address,
      because: [wrote(server, 'interfaces', name, 'address'), { kind: 'rule', rule }],
    },
    nextServer6:
      network.cidr6 === undefined || address6 === undefined
        ? undefined
        : {
            value: address6,
            because: [wrote(server, 'interfaces', name, 'address6'), { kind: 'rule', rule }],
          },
    serverInterface: attached?.[0],
    reservations: [],
    unknownRoutes: unknownRoutes(site, network),
  };
}

/**
 * One route for each kind of client. UEFI machines get shim where the loader is GRUB, because it works with Secure Boot
 * on or off and nobody knows which of the two an unknown machine has.
 */
function unknownRoutes(site: Site, network: Network): Route[] {
  const chosen: Route[] = [];
  const kinds: readonly (readonly [Architecture, readonly Firmware[]])[] = [
    ['amd64', ['bios']],
    ['amd64', ['uefi-secure-boot', 'uefi']],
    ['arm64', ['uefi-secure-boot', 'uefi']],
  ];
  const wanted = network.defaults.loader ?? site.defaults.loader;
  const proxy = network.dhcp.mode === 'proxy';
  for (const [architecture, firmwares] of kinds) {
    const usable = routes.filter(
      (route) =>
        route.architecture === architecture &&
        firmwares.includes(route.firmware) &&
        route.transport !== 'http-boot' &&
        (route.proxydhcp || !proxy),
    );
    usable.sort((a, b) => firmwares.indexOf(a.firmware) - firmwares.indexOf(b.firmware));
    const route = usable.find((each) => each.loader === wanted) ?? usable[0];
    if (route !== undefined) chosen.push(route);
  }
  // HTTP Boot images that have to be made first are for hosts that ask for them; iPXE lies ready in its package.
  const httpBoot = routes.filter(
    ({ transport, loader }) => transport === 'http-boot' && loader === 'ipxe' && !proxy,
  );
  return [...chosen, ...httpBoot];
}

function planHost(
  inventory: Inventory,
  finder: QuirkFinder,
  host: Host,
  network: NetworkPlan,
  booting: HostInterface,
  now: number,
  problems: Problem[],
): HostPlan | undefined {
  const model = inventory.models.get(host.model)!;
  const site = inventory.sites.get(network.network.site)!;
  const near = [levelOf(host, [], host), levelOf(model, [], model)];
  const far = [
    levelOf(network.network, ['defaults'], network.network.defaults),
    levelOf(site, ['defaults'], site.defaults),
  ];
  const firmware: Sourced<Firmware> =
    host.firmware === undefined
      ? { value: model.firmware, because: [wrote(model, 'firmware')] }
      : { value: host.firmware, because: [wrote(host, 'firmware')] };
  const quirks = finder.ofHost({
    host,
    model,
    network: network.network,
    site,
    firmware,
    loader: nearestSetting([...near, ...far], 'loader') ?? loaderFor(firmware),
  });
  const levels = [...near, quirkLevel(quirks), ...far];
  const loader = nearestSetting(levels, 'loader') ?? loaderFor(firmware);
  const transport = nearestSetting(levels, 'transport') ?? transportFor(loader);
  // Only iPXE has drivers of its own, so for the other loaders the setting says nothing.
  const drivers = loader.value === 'ipxe' ? nearestSetting(levels, 'drivers') : undefined;
  const route = routes.find(
    (each) =>
      each.firmware === firmware.value &&
      each.architecture === model.architecture &&
      each.loader === loader.value &&
      each.transport === transport.value &&
      (each.drivers ?? 'firmware') === (drivers?.value ?? 'firmware'),
  );
  const ipv6 = bootsByIpv6(booting);
  const { nextServer6 } = network;
  const serial = nearestSetting(levels, 'serial');
  const effective = effectiveProfile(inventory, host, levels, now);
  problems.push(
    ...checkHost({
      inventory,
      host,
      model,
      network,
      booting,
      firmware,
      quirks,
      loader,
      transport,
      drivers,
      route,
      ...effective,
    }),
  );
  if (route === undefined) return undefined;
  return {
    host,
    model,
    network,
    interface: booting,
    firmware,
    ipv6,
    nextServer:
      ipv6 && nextServer6 !== undefined
        ? {
            value: nextServer6.value,
            because: [
              ...nextServer6.because,
              wrote(host, 'interfaces', booting.name, 'address6'),
              { kind: 'rule', rule: rules.ipv6WithoutIpv4 },
            ],
          }
        : network.nextServer,
    route: {
      value: route,
      because: [
        ...firmware.because,
        wrote(model, 'architecture'),
        ...loader.because,
        ...transport.because,
        ...(drivers?.because ?? []),
        { kind: 'route', route },
      ],
    },
    ...effective,
    serial,
    args: {
      general: [
        ...consoleArguments(serial, model.architecture),
        ...argumentsOf(site, ['defaults', 'args'], site.defaults.args),
        ...argumentsOf(network.network, ['defaults', 'args'], network.network.defaults.args),
        ...quirkArguments(quirks),
        ...argumentsOf(model, ['args'], model.args),
      ],
      own: argumentsOf(host, ['args'], host.args),
    },
    quirks,
  };
}
