import { subnetOf, type Subnet } from '../inventory/address.ts';
import {
  bootInterface,
  wrote,
  type Entity,
  type Host,
  type HostInterface,
  type Image,
  type Inventory,
  type Model,
  type Network,
  type Profile,
  type Server,
  type Site,
} from '../inventory/inventory.ts';
import type { Path } from '../inventory/document.ts';
import { sortedProblems, type Problem } from '../inventory/problem.ts';
import type {
  Architecture,
  Firmware,
  Loader,
  Serial,
  Source,
  Transport,
} from '../inventory/schema.ts';
import type { Reason, Sourced } from '../reason.ts';
import { checkHost } from './check.ts';
import type { Route } from './route.ts';
import { routes } from './routes/index.ts';
import * as rules from './rules.ts';

/** What one boot server will tell each of its machines. */
export interface Plan {
  readonly server: Server;
  readonly site: Site;
  readonly inventory: Inventory;
  /** The time that arming was judged at, in milliseconds since 1970. */
  readonly now: number;
  readonly networks: readonly NetworkPlan[];
  /** Hosts that boot from this server, in the order of the inventory. */
  readonly hosts: readonly HostPlan[];
  /** Every route that a client of this server can take, known hosts and unknown machines together. */
  readonly routes: readonly Route[];
  /** Files that are not text of ours: NBPs, loader modules, kernels, initrds, preseed files. */
  readonly payload: readonly PayloadFile[];
}

/** A network as its boot server sees it. */
export interface NetworkPlan {
  readonly network: Network;
  readonly subnet: Subnet;
  /** The boot server's address as clients of this network reach it. */
  readonly nextServer: Sourced<string>;
  /** The server's interface on this network; undefined behind a relay. */
  readonly serverInterface: string | undefined;
  /** Every interface of every host that stands in this network, whatever server the host boots from. */
  readonly reservations: readonly Reservation[];
  /** Routes offered to machines that the inventory does not know, at most one for each kind of client. */
  readonly unknownRoutes: readonly Route[];
}

/** One interface of a host in a network. */
export interface Reservation {
  readonly host: Host;
  readonly interface: HostInterface;
  /** The plan of the host if it boots from this interface; undefined for its other interfaces. */
  readonly boots: HostPlan | undefined;
}

/** What one host will be told. */
export interface HostPlan {
  readonly host: Host;
  readonly model: Model;
  readonly network: NetworkPlan;
  readonly interface: HostInterface;
  readonly firmware: Sourced<Firmware>;
  readonly route: Sourced<Route>;
  /** The profile that counts now. */
  readonly profile: Sourced<Profile>;
  /** The destructive profile that the inventory asks for but that is not armed (any more). */
  readonly withheld: Sourced<Profile> | undefined;
  readonly serial: Sourced<Serial> | undefined;
  /** Kernel arguments of site, network, model and host; those of the profile are added entry by entry. */
  readonly args: HostArguments;
}

interface HostArguments {
  readonly general: readonly Sourced<string>[];
  readonly own: readonly Sourced<string>[];
}

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

/** A file to be fetched from its source and put into the tree as it is. */
export interface PayloadFile {
  /** Where it lies below the boot server's root: `srv/tftp/pxelinux.0`. */
  readonly path: string;
  readonly source: Source;
  readonly because: readonly Reason[];
}

export interface PlanResult {
  /** One for each boot server, in the order of the inventory; empty if there is any error. */
  readonly plans: readonly Plan[];
  readonly problems: readonly Problem[];
}

/** The root of TFTP and HTTP on the boot server: one tree, so that a path is the same by either transport. */
export const SERVED_ROOT = 'srv/tftp';

/**
 * Resolves defaults, routes and arming into one plan for each boot server.
 * @param now the time to judge arming at, in milliseconds since 1970
 */
export function planSite(inventory: Inventory, now: number): PlanResult {
  const problems: Problem[] = [];
  const networkPlans = new Map<string, NetworkPlan & { reservations: Reservation[] }>();
  for (const network of inventory.networks.values())
    networkPlans.set(network.id, planNetwork(inventory, network));
  const hosts: HostPlan[] = [];
  for (const host of inventory.hosts.values()) {
    const booting = bootInterface(host);
    const plan = planHost(
      inventory,
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
    entries.push(linuxEntry(plan, profile, route, undefined, { general, own: [] }, undefined, why));
  }
  return {
    entries,
    timeout: { value: site.menu.timeout, because: [wrote(site, 'menu', 'timeout')] },
    serial: siteSerial(site),
  };
}

/** The image of a profile for an architecture, or undefined if it has none. */
export function imageFor(
  inventory: Inventory,
  profile: Profile,
  architecture: Architecture,
): Image | undefined {
  const id = typeof profile.image === 'string' ? profile.image : profile.image?.[architecture];
  const image = id === undefined ? undefined : inventory.images.get(id);
  return image?.architecture === architecture ? image : undefined;
}

/** Whether machines on this route can boot the profile. */
export function fits(inventory: Inventory, profile: Profile, route: Route): boolean {
  if (profile.kind === 'local') return true;
  const image = imageFor(inventory, profile, route.architecture);
  if (image === undefined || !image.firmware.includes(route.firmware)) return false;
  return image.signed || route.firmware !== 'uefi-secure-boot';
}

/** Where the files of an image lie below the TFTP root, in the order kernel, initrds. */
export function imageFiles(image: Image): { path: string; source: Source; because: Reason }[] {
  const taken = new Set<string>();
  const place = (source: Source, fallback: string): string => {
    let name = fileName(source) ?? fallback;
    for (let copy = 2; taken.has(name); copy++) name = `${copy}-${fileName(source) ?? fallback}`;
    taken.add(name);
    return `images/${image.id}/${name}`;
  };
  return [
    { path: place(image.kernel, 'kernel'), source: image.kernel, because: wrote(image, 'kernel') },
    ...image.initrds.map((source, index) => ({
      path: place(source, 'initrd'),
      source,
      because: wrote(image, 'initrds', index),
    })),
  ];
}

/** Where the preseed file of a profile lies below the TFTP root. */
export function preseedPath(profile: Profile): string {
  return `preseed/${profile.id}.cfg`;
}

const PLAIN_NAME = /^[A-Za-z0-9_+@][A-Za-z0-9_+.@-]*$/;

function fileName(source: Source): string | undefined {
  const path =
    'package' in source
      ? source.file
      : 'path' in source
        ? source.path
        : new URL(source.url).pathname;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return PLAIN_NAME.test(name) ? name : undefined;
}

function planNetwork(
  inventory: Inventory,
  network: Network,
): NetworkPlan & { reservations: Reservation[] } {
  const server = inventory.servers.get(network.server)!;
  const interfaces = Object.entries(server.interfaces);
  const attached = interfaces.find(([, each]) => each.network === network.id);
  const [name, { address }] = attached ?? interfaces[0]!;
  const rule = attached === undefined ? rules.nextServerRelayed : rules.nextServerAttached;
  const site = inventory.sites.get(network.site)!;
  return {
    network,
    subnet: subnetOf(network.cidr),
    nextServer: {
      value: address,
      because: [wrote(server, 'interfaces', name, 'address'), { kind: 'rule', rule }],
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
  const httpBoot = routes.filter((route) => route.transport === 'http-boot' && !proxy);
  return [...chosen, ...httpBoot];
}

/** A setting by the order site → network → model → host: the nearest to the host wins. */
function nearestSetting<K extends 'profile' | 'loader' | 'transport' | 'serial'>(
  levels: readonly SettingsLevel[],
  key: K,
): Sourced<NonNullable<SettingsLevel['settings'][K]>> | undefined {
  for (const { entity, path, settings } of levels) {
    const value = settings[key];
    if (value !== undefined) return { value, because: [wrote(entity, ...path, key)] };
  }
  return undefined;
}

interface SettingsLevel {
  readonly entity: Entity;
  readonly path: Path;
  readonly settings: Pick<Host, 'profile' | 'loader' | 'transport' | 'serial' | 'args'>;
}

function planHost(
  inventory: Inventory,
  host: Host,
  network: NetworkPlan,
  booting: HostInterface,
  now: number,
  problems: Problem[],
): HostPlan | undefined {
  const model = inventory.models.get(host.model)!;
  const site = inventory.sites.get(network.network.site)!;
  const levels: SettingsLevel[] = [
    { entity: host, path: [], settings: host },
    { entity: model, path: [], settings: model },
    { entity: network.network, path: ['defaults'], settings: network.network.defaults },
    { entity: site, path: ['defaults'], settings: site.defaults },
  ];
  const firmware: Sourced<Firmware> =
    host.firmware === undefined
      ? { value: model.firmware, because: [wrote(model, 'firmware')] }
      : { value: host.firmware, because: [wrote(host, 'firmware')] };
  const loader = nearestSetting(levels, 'loader') ?? loaderFor(firmware);
  const transport = nearestSetting(levels, 'transport') ?? transportFor(loader);
  const route = routes.find(
    (each) =>
      each.firmware === firmware.value &&
      each.architecture === model.architecture &&
      each.loader === loader.value &&
      each.transport === transport.value,
  );
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
      loader,
      transport,
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
    route: {
      value: route,
      because: [
        ...firmware.because,
        wrote(model, 'architecture'),
        ...loader.because,
        ...transport.because,
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
        ...argumentsOf(model, ['args'], model.args),
      ],
      own: argumentsOf(host, ['args'], host.args),
    },
  };
}

function loaderFor(firmware: Sourced<Firmware>): Sourced<Loader> {
  const value = firmware.value === 'bios' ? 'pxelinux' : 'grub';
  return { value, because: [{ kind: 'rule', rule: rules.loaderByFirmware }] };
}

function transportFor(loader: Sourced<Loader>): Sourced<Transport> {
  const value = loader.value === 'ipxe' ? 'http' : 'tftp';
  return { value, because: [{ kind: 'rule', rule: rules.transportByLoader }] };
}

function effectiveProfile(
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
function localProfile(inventory: Inventory): Profile {
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

function* menuProfiles(inventory: Inventory, site: Site): Generator<[Profile, Reason[]]> {
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
  return linuxEntry(
    plan,
    profile,
    host.route.value,
    host.network,
    host.args,
    host.interface.mac,
    because,
  );
}

function localEntry(inventory: Inventory, because: readonly Reason[]): BootEntry {
  const profile = localProfile(inventory);
  return { id: profile.id, label: labelOf(profile), profile, linux: undefined, because };
}

function linuxEntry(
  plan: Plan,
  profile: Profile,
  route: Route,
  network: NetworkPlan | undefined,
  args: HostArguments,
  mac: string | undefined,
  because: readonly Reason[],
): BootEntry {
  // planSite and fits() let no profile through that has no image for the route's architecture.
  const image = imageFor(plan.inventory, profile, route.architecture)!;
  const [kernel, ...initrds] = imageFiles(image).map(({ path, because: reason }) => ({
    value: path,
    because: [reason],
  }));
  const nextServer = network?.nextServer ?? plan.networks[0]!.nextServer;
  return {
    id: profile.id,
    label: labelOf(profile),
    profile,
    linux: {
      image,
      kernel: kernel!,
      initrds,
      args: entryArguments(profile, args, nextServer, mac),
    },
    because,
  };
}

function labelOf(profile: Profile): Sourced<string> {
  return { value: profile.label, because: [wrote(profile, 'label')] };
}

/** The words that stand before what Debian's installer hands on to the installed system. */
const SEPARATOR = '---';

function entryArguments(
  profile: Profile,
  args: HostArguments,
  nextServer: Sourced<string>,
  mac: string | undefined,
): Sourced<string>[] {
  // A memory test has no network and no console= of its own.
  if (profile.kind === 'memtest') return argumentsOf(profile, ['args'], profile.args);
  const own = argumentsOf(profile, ['args'], profile.args);
  const cut = own.findIndex(({ value }) => value === SEPARATOR);
  const before = cut < 0 ? own : own.slice(0, cut);
  const after = cut < 0 ? [] : own.slice(cut);
  const bootif =
    mac === undefined
      ? []
      : [{ value: `BOOTIF=01-${mac.replaceAll(':', '-')}`, because: [rule(rules.bootif)] }];
  return [
    ...args.general,
    ...bootif,
    ...kindArguments(profile, nextServer),
    ...before,
    ...args.own,
    ...after,
  ];
}

function kindArguments(profile: Profile, nextServer: Sourced<string>): Sourced<string>[] {
  if (profile.nfs !== undefined) {
    const { server = nextServer.value, path, options } = profile.nfs;
    const nfsroot = {
      value: `nfsroot=${server}:${[path, ...options].join(',')}`,
      because: [wrote(profile, 'nfs', 'path'), ...nextServer.because],
    };
    return [
      ...['boot=nfs', 'root=/dev/nfs', 'ip=dhcp'].map((value) => ({
        value,
        because: [rule(rules.nfsRoot)],
      })),
      nfsroot,
    ];
  }
  if (profile.preseed !== undefined) {
    const url = `url=http://${nextServer.value}/${preseedPath(profile)}`;
    return [
      ...['auto=true', 'priority=critical'].map((value) => ({
        value,
        because: [rule(rules.preseedArguments)],
      })),
      { value: url, because: [wrote(profile, 'preseed'), ...nextServer.because] },
    ];
  }
  return [];
}

function consoleArguments(
  serial: Sourced<Serial> | undefined,
  architecture: Architecture,
): Sourced<string>[] {
  if (serial === undefined) return [];
  const device = architecture === 'arm64' ? 'ttyAMA' : 'ttyS';
  const because = [...serial.because, rule(rules.serialConsole)];
  return [
    { value: 'console=tty0', because },
    { value: `console=${device}${serial.value.unit},${serial.value.speed}n8`, because },
  ];
}

function siteSerial(site: Site): Sourced<Serial> | undefined {
  const value = site.defaults.serial;
  return value === undefined ? undefined : { value, because: [wrote(site, 'defaults', 'serial')] };
}

function argumentsOf(
  entity: Entity,
  path: Path,
  args: readonly string[] | undefined,
): Sourced<string>[] {
  return (args ?? []).map((value, index) => ({ value, because: [wrote(entity, ...path, index)] }));
}

function rule(of: (typeof rules)[keyof typeof rules]): Reason {
  return { kind: 'rule', rule: of };
}

/** The files of all routes in use, and of all images and preseed files that any menu of this server offers. */
function payloadOf(plan: Omit<Plan, 'payload'>): PayloadFile[] {
  const files = new Map<string, PayloadFile>();
  const add = (path: string, source: Source, because: Reason): void => {
    const full = `${SERVED_ROOT}/${path}`;
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
    if (profile.preseed !== undefined)
      add(preseedPath(profile), { path: profile.preseed }, wrote(profile, 'preseed'));
    for (const route of offered) {
      const image = imageFor(plan.inventory, profile, route.architecture);
      if (image !== undefined)
        for (const file of imageFiles(image)) add(file.path, file.source, file.because);
    }
  }
  return [...files.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
