import {
  definer,
  type Entity,
  type Host,
  type HostInterface,
  type Inventory,
  type Model,
  type Profile,
} from '../inventory/inventory.ts';
import type { Path } from '../inventory/lines.ts';
import { problemAt, type Problem, type ProblemText } from '../inventory/problem.ts';
import type { Drivers, Firmware, Loader, Transport } from '../inventory/schema.ts';
import type { Reason, Sourced } from '../reason.ts';
import { imageFor, isMadeBy } from './images.ts';
import { installs, installValue, secretsOf } from './install.ts';
import type { HostPlan, NetworkPlan } from './plan.ts';
import { effective, type HostQuirk } from './quirks.ts';
import type { Route } from './route.ts';
import { routes } from './routes/index.ts';

/** What is known of a host when its plan is made; the route is undefined if none fits. */
export interface HostFacts extends Pick<HostPlan, 'profile' | 'withheld'> {
  readonly inventory: Inventory;
  readonly host: Host;
  readonly model: Model;
  readonly network: NetworkPlan;
  readonly booting: HostInterface;
  readonly firmware: Sourced<Firmware>;
  readonly loader: Sourced<Loader>;
  readonly transport: Sourced<Transport>;
  readonly quirks: readonly HostQuirk[];
  /** Undefined if nobody chose, or if the loader has none of its own. */
  readonly drivers: Sourced<Drivers> | undefined;
  readonly route: Route | undefined;
}

/** Whether the firmware asks by IPv6 on this interface. */
export function bootsByIpv6({ address, address6 }: HostInterface): boolean {
  return address6 !== undefined && address === undefined;
}

/** The rules about boot routes: whether what the inventory asks for can boot at all on this machine and this network. */
export function checkHost(facts: HostFacts): Problem[] {
  const { host, model, network, booting, firmware, loader, route } = facts;
  const problems: Problem[] = [];
  const report = (entity: Entity, path: Path, text: ProblemText): void => {
    const where = definer(entity.where, path);
    problems.push(
      problemAt(where.file, [...where.path, ...path], path.length === 0 ? 'key' : 'value', text),
    );
  };
  if (route === undefined) report(host, [], noRoute(facts));

  const proxy = network.network.dhcp.mode === 'proxy';
  // What the inventory says of the model weighs more than a quirk.
  const deaf =
    model.proxydhcp === undefined
      ? [...effective(facts.quirks)].find(({ effect }) => effect.proxydhcp === false)
      : undefined;
  if (proxy && (model.proxydhcp === false || deaf !== undefined)) {
    report(host, ['interfaces', booting.name, 'network'], {
      code: 'proxydhcp-unsupported',
      message: `${host.id} is on a proxyDHCP network, but the firmware of ${model.vendor} ${model.name} does not use proxyDHCP offers${deaf === undefined ? '' : byQuirk(deaf.because)}.`,
      expected: 'a network whose DHCP server itself gives the boot information',
      received: `${booting.network} (mode proxy)`,
      advice: `Boot it from another network, or put the snippet for mode external into the other DHCP server.${orDecline(deaf?.because ?? [])}`,
    });
  }
  if (proxy && route !== undefined && !route.proxydhcp) {
    const others = routes.filter(
      (each) =>
        each.firmware === firmware.value &&
        each.architecture === model.architecture &&
        each.proxydhcp,
    );
    const advice =
      others.length === 0
        ? 'Boot it from a network whose DHCP server itself gives the boot information.'
        : `Give it \`loader: ${others[0]!.loader}\`.`;
    report(host, ['interfaces', booting.name, 'network'], {
      code: 'loader-behind-proxy',
      message: `${host.id} would boot by ${route.title}, and that loader does not take the server's address from a proxyDHCP answer.`,
      expected: 'a loader that does, or a network in another mode',
      received: `${loader.value} on ${booting.network} (mode proxy)`,
      advice,
    });
  }
  if (bootsByIpv6(booting) && route !== undefined) {
    if (route.ipv6 !== true)
      report(host, ['interfaces', booting.name, 'address6'], notByIpv6(facts));
    const profile = (facts.withheld ?? facts.profile).value;
    const image = imageFor(facts.inventory, profile, model.architecture);
    const own = image !== undefined && isMadeBy(image, 'rescue');
    if (profile.nfs !== undefined || profile.write !== undefined || own)
      report(host, host.profile === undefined ? [] : ['profile'], {
        code: 'profile-by-ipv6',
        message: `${host.id} boots by IPv6, and what runs then asks for its address by IPv4 only.`,
        expected: 'an IPv4 address for the interface, or an installer or local profile',
        received: profile.id,
        advice: `Add \`address:\` to ${booting.name} of ${host.id}.`,
      });
  }
  if (
    network.network.dhcp.mode === 'authoritative' &&
    booting.address === undefined &&
    booting.address6 === undefined &&
    network.network.dhcp.range === undefined
  ) {
    report(host, ['interfaces', booting.name], {
      code: 'no-address',
      message: `${host.id} has no address, and ${booting.network} has no range to give it one from.`,
      expected: 'an address for the interface, or dhcp.range for the network',
      advice: 'Add one of the two.',
    });
  }

  const profile = facts.withheld ?? facts.profile;
  const secret = checkInstall(facts, profile.value, report);
  if ((secret || profile.value.userPassword !== undefined) && booting.address === undefined)
    report(host, ['interfaces', booting.name], {
      code: 'secret-without-address',
      message: `${host.id} would fetch the secret of ${profile.value.id}, and has no IPv4 address that it could be kept for.`,
      expected: 'an address',
      advice: `Add \`address:\` to ${booting.name} of ${host.id}.`,
    });
  if (profile.value.kind !== 'local') checkImage(facts, profile, report);
  if (host.armedUntil !== undefined && !profile.value.destructive) {
    report(host, ['armedUntil'], {
      code: 'armed-for-nothing',
      message: `${host.id} is armed, but its profile ${profile.value.id} is not destructive.`,
      advice: 'Remove `armedUntil`, or name the profile that it was meant for.',
    });
  }
  return problems;
}

/** Whether the host's installation says which disk, and lets somebody in. Gives whether it has secrets. */
function checkInstall(
  { host, network, inventory }: HostFacts,
  profile: Profile,
  report: (entity: Entity, path: Path, text: ProblemText) => void,
): boolean {
  if (!installs(profile)) {
    if (host.install !== undefined)
      report(host, ['install'], {
        code: 'install-for-nothing',
        message: `${host.id} says how its installation differs, and its profile ${profile.id} has no \`install\`.`,
        advice: 'Remove it, or name the profile that it was meant for.',
      });
    return false;
  }
  const { value: disk } = installValue(profile, host, 'disk');
  const { value: layout } = installValue(profile, host, 'layout');
  const { value: users } = installValue(profile, host, 'users');
  const { value: rootKeys } = installValue(profile, host, 'rootKeys');
  const wanted = layout.kind === 'raid1' ? 2 : 1;
  const given = disk === undefined ? 0 : Array.isArray(disk) ? 2 : 1;
  // What the profile alone has wrong is told there, and once.
  const own = host.install?.disk !== undefined || host.install?.layout !== undefined;
  if (given !== wanted && (given === 0 || own))
    report(host, own ? ['install'] : [], {
      code: 'install-disk',
      message:
        given === 0
          ? `Nobody says which disk of ${host.id} may be erased.`
          : `The layout ${layout.kind} of ${host.id} uses ${wanted === 1 ? 'one disk' : 'two disks'}.`,
      expected:
        wanted === 1
          ? 'disk: { serial: … }, { path: /dev/… } or { size: { least: 100G } }'
          : 'disk: a list of two disks',
      received: ['no disk', 'one disk', 'two disks'][given]!,
      advice: `Add \`install: { disk: … }\` to ${host.id}, or \`disk\` to \`install\` of ${profile.id}.`,
    });
  const siteKeys = inventory.sites.get(network.network.site)!.sshKeys;
  const login =
    rootKeys.length > 0 ||
    users.some(
      ({ password, sshKeys }) => password !== undefined || (sshKeys ?? siteKeys).length > 0,
    );
  if (!login)
    report(host.install?.users === undefined ? profile : host, ['install', 'users'], {
      code: 'install-no-login',
      message: `Nobody could log in to ${host.id} once it is installed.`,
      expected: 'a password or a key for a user, or a key for root',
      advice: 'Give a user a password or `sshKeys`, or the site `sshKeys`.',
    });
  return secretsOf(users, layout).length > 0;
}

function notByIpv6({ booting, model, firmware }: HostFacts): ProblemText {
  const others = routes.filter(
    (each) =>
      each.firmware === firmware.value &&
      each.architecture === model.architecture &&
      each.ipv6 === true,
  );
  return {
    code: 'route-by-ipv6',
    message: 'An interface with an IPv6 address alone boots by IPv6, and this boot route does not.',
    expected:
      others.length === 0
        ? 'an IPv4 address beside it: a BIOS has no network boot over IPv6'
        : others
            .map((each) => `loader: ${each.loader} with transport: ${each.transport}`)
            .join(', or '),
    received: booting.address6!,
    advice:
      others.length === 0
        ? 'Add `address:` with an IPv4 address.'
        : 'Set loader and transport to one of these, or add `address:` with an IPv4 address.',
  };
}

function quirkOf(because: readonly Reason[]): string | undefined {
  return because.find((reason) => reason.kind === 'quirk')?.quirk.id;
}

/** Names the quirk that a value comes from, if it comes from one. */
function byQuirk(because: readonly Reason[]): string {
  const id = quirkOf(because);
  return id === undefined ? '' : ` (quirk ${id})`;
}

/** What else can be done about a value that comes from a quirk. */
function orDecline(because: readonly Reason[]): string {
  const id = quirkOf(because);
  return id === undefined ? '' : ` Or decline the quirk with a reason: \`declined: { ${id}: … }\`.`;
}

function noRoute({ firmware, loader, transport, drivers, model }: HostFacts): ProblemText {
  const settings = [...loader.because, ...transport.because, ...(drivers?.because ?? [])];
  const possible = routes.filter(
    (each) => each.firmware === firmware.value && each.architecture === model.architecture,
  );
  const unsigned = firmware.value === 'uefi-secure-boot' && loader.value === 'ipxe';
  return {
    code: unsigned ? 'unsigned-nbp' : 'no-route',
    message: unsigned
      ? "Secure Boot refuses this NBP: Debian's iPXE is not signed."
      : `There is no boot route for ${[firmware.value, model.architecture, transport.value, loader.value].join(', ')}${drivers?.value === 'ipxe' ? " with iPXE's own drivers" : ''}.`,
    expected:
      possible.length === 0
        ? 'another firmware or architecture'
        : possible.map(routeSettings).join(', or '),
    received: `${routeSettings({ loader: loader.value, transport: transport.value, drivers: drivers?.value })}${origin(loader.because)}`,
    advice: `Set loader and transport for this host or its model to one of these.${orDecline(settings)}`,
  };
}

/** The settings that lead to a route. */
function routeSettings({
  loader,
  transport,
  drivers,
}: {
  readonly loader: Loader;
  readonly transport: Transport;
  readonly drivers?: Drivers | undefined;
}): string {
  const own = drivers === 'ipxe' ? ' and drivers: ipxe' : '';
  return `loader: ${loader} with transport: ${transport}${own}`;
}

function origin(because: readonly Reason[]): string {
  const first = because[0];
  if (first?.kind === 'inventory') return ` (${first.file}:${first.line})`;
  return byQuirk(because);
}

function checkImage(
  { inventory, host, model, firmware }: HostFacts,
  profile: Sourced<HostPlan['profile']['value']>,
  report: (entity: Entity, path: Path, text: ProblemText) => void,
): void {
  const image = imageFor(inventory, profile.value, model.architecture);
  if (image === undefined) {
    report(host, host.profile === undefined ? [] : ['profile'], {
      code: 'image-architecture',
      message: `Profile ${profile.value.id} has no image for ${model.architecture}, which ${host.id} needs.`,
      expected: `image: with an entry for ${model.architecture}`,
      received: profile.value.id,
      advice: 'Choose another profile, or add an image for this architecture.',
    });
    return;
  }
  if (firmware.value === 'uefi-secure-boot' && !image.signed) {
    report(host, host.profile === undefined ? [] : ['profile'], {
      code: 'unsigned-kernel',
      message: `${host.id} has Secure Boot on, and the kernel of ${image.id} is not signed.`,
      expected: 'an image with signed: true',
      received: `${profile.value.id} (image ${image.id})`,
      advice:
        'Choose a profile with a signed kernel, or say `signed: true` if shim accepts this one.',
    });
  } else if (!image.firmware.includes(firmware.value)) {
    report(host, host.profile === undefined ? [] : ['profile'], {
      code: 'image-firmware',
      message: `The image ${image.id} does not start under ${firmware.value}, which ${host.id} has.`,
      expected: `firmware ${image.firmware.join(' or ')}`,
      received: firmware.value,
      advice: 'Choose another profile for this host.',
    });
  }
  if (image.memory !== undefined && model.memory !== undefined && image.memory > model.memory) {
    report(host, host.profile === undefined ? [] : ['profile'], {
      code: 'memory',
      message: `${host.id} has too little memory for ${image.id}: kernel and unpacked initrd would not fit.`,
      expected: `at least ${image.memory} MiB`,
      received: `${model.memory} MiB (model ${model.id})`,
      advice: 'Choose a smaller image, or correct the memory of the model.',
    });
  }
}
