import { urlHost } from '../inventory/address.ts';
import type { Reason, Rule, Sourced } from '../reason.ts';
import { firstConfigPath } from './paths.ts';
import type { NetworkPlan, Reservation } from './plan.ts';
import type { Route } from './route.ts';

/*
 * Which DHCP client gets which boot file. Every DHCP server of every vendor is asked for the same answers; how it is told
 * to give them is the business of its format.
 */

/** One kind of client and what it gets. */
export interface BootAnswer {
  readonly route: Route;
  /** The values of option 93 that such a client sends. */
  readonly architectures: readonly number[];
  /** How option 60 of the request begins. HTTPClient has to stand in option 60 of the answer as well. */
  readonly vendorClass: 'PXEClient' | 'HTTPClient';
  /** For the siaddr field of the BOOTP header. */
  readonly nextServer: Sourced<string>;
  /** For the file field of the BOOTP header: a path below the TFTP root, or a URL. */
  readonly bootFile: Sourced<string>;
  /** What iPXE gets instead when it asks from such a client: the URL of its script. */
  readonly script: Sourced<string> | undefined;
}

/** The hosts of a network that boot by the same route, and what they get. */
export interface HostAnswer extends BootAnswer {
  readonly reservations: readonly Reservation[];
}

export const scriptForIpxe: Rule = {
  id: 'script-for-ipxe',
  says: 'iPXE, once started, asks DHCP again; it gets its script then, or it would load itself for ever.',
  page: '/explain/tftp-and-http/',
  source: 'https://ipxe.org/howto/chainloading',
};

export const httpClientClass: Rule = {
  id: 'http-client-class',
  says: 'UEFI HTTP Boot takes an offer only if its option 60 says HTTPClient and its boot file is a URL.',
  page: '/explain/option-93/',
  source:
    'https://github.com/tianocore/edk2/blob/edk2-stable202605/NetworkPkg/HttpBootDxe/HttpBootDhcp4.c',
};

export const clientArchitecture: Rule = {
  id: 'client-architecture',
  says: 'Option 93 tells what a client can run: 0 BIOS, 7 and 9 UEFI x64, 11 UEFI arm64, 16 and 19 the same two by HTTP Boot.',
  page: '/explain/option-93/',
  source: 'https://www.rfc-editor.org/errata/eid4624',
};

export const bootFileUrl: Rule = {
  id: 'boot-file-url',
  says: 'DHCPv6 has no next-server and no file field: option 59 holds the whole URL, with the address in brackets.',
  page: '/explain/ipv6/',
  source: 'https://www.rfc-editor.org/rfc/rfc5970.html#section-3.1',
};

export const clientArchitecture6: Rule = {
  id: 'client-architecture-6',
  says: 'Option 61 of DHCPv6 is what option 93 is in DHCP, with the same numbers, two bytes each.',
  page: '/explain/ipv6/',
  source: 'https://www.rfc-editor.org/rfc/rfc5970.html#section-3.3',
};

/** What the hosts that boot by IPv4 get: one answer for each route, in the order in which the hosts name the routes. */
export function hostAnswers(network: NetworkPlan): HostAnswer[] {
  return answersOf(network, false);
}

/** One kind of client that asks by DHCPv6, and the URL that it gets in option 59. */
export interface Ipv6Answer {
  readonly route: Route;
  /** The values of option 61 that such a client sends; they are those of option 93. */
  readonly architectures: readonly number[];
  readonly url: Sourced<string>;
  /** What iPXE gets instead when it asks from such a client. */
  readonly script: Sourced<string> | undefined;
  readonly reservations: readonly Reservation[];
}

/** What the hosts that boot by IPv6 get: one answer for each route. */
export function hostAnswers6(network: NetworkPlan): Ipv6Answer[] {
  return answersOf(network, true).map(
    ({ route, architectures, nextServer, bootFile, script, reservations }) => ({
      route,
      architectures,
      url: {
        value: `tftp://${urlHost(nextServer.value)}/${bootFile.value}`,
        because: [...bootFile.because, ...nextServer.because, { kind: 'rule', rule: bootFileUrl }],
      },
      script,
      reservations,
    }),
  );
}

function answersOf(network: NetworkPlan, ipv6: boolean): HostAnswer[] {
  const groups = new Map<Route, Reservation[]>();
  for (const reservation of network.reservations) {
    const route = reservation.boots?.route.value;
    if (route === undefined || reservation.boots!.ipv6 !== ipv6) continue;
    const group = groups.get(route);
    if (group === undefined) groups.set(route, [reservation]);
    else group.push(reservation);
  }
  return [...groups].map(([route, reservations]) => {
    const { nextServer, route: sourced } = reservations[0]!.boots!;
    const { because } = sourced;
    const script = route.loader === 'ipxe' ? scriptOf(nextServer, route, because) : undefined;
    return { ...answerOf(nextServer, route, because, script), reservations };
  });
}

/**
 * What machines without a reservation in this network get, one answer for each kind of client. A machine whose firmware
 * fetched iPXE by HTTP Boot asks for the script as a PXE client, so the script stands with the PXE clients of its kind.
 */
export function unknownAnswers(network: NetworkPlan): BootAnswer[] {
  return network.unknownRoutes.map((route) => {
    const because: Reason[] = [{ kind: 'route', route }];
    const ipxe =
      route.transport === 'http-boot'
        ? undefined
        : network.unknownRoutes.find((each) => each.loader === 'ipxe' && sameMachines(each, route));
    const script =
      ipxe === undefined
        ? undefined
        : scriptOf(network.nextServer, ipxe, [{ kind: 'route', route: ipxe }]);
    return answerOf(network.nextServer, route, because, script);
  });
}

/** Interfaces of hosts that have a reservation here but do not boot here: they get an address and no boot file. */
export function silentReservations(network: NetworkPlan): Reservation[] {
  return network.reservations.filter(({ boots }) => boots === undefined);
}

function sameMachines(a: Route, b: Route): boolean {
  return a.architecture === b.architecture && (a.firmware === 'bios') === (b.firmware === 'bios');
}

/** What a client that boots by a route is told, once its boot server is known. */
export function answerOf(
  nextServer: Sourced<string>,
  route: Route,
  because: readonly Reason[],
  script?: Sourced<string>,
): BootAnswer {
  const http = route.transport === 'http-boot';
  const reasons: Reason[] = [...because, { kind: 'rule', rule: clientArchitecture }];
  return {
    route,
    architectures: route.clientArchitectures,
    vendorClass: http ? 'HTTPClient' : 'PXEClient',
    nextServer,
    bootFile: http
      ? {
          value: `http://${nextServer.value}/${route.bootFile}`,
          because: [...reasons, ...nextServer.because, { kind: 'rule', rule: httpClientClass }],
        }
      : { value: route.bootFile, because: reasons },
    script,
  };
}

function scriptOf(
  nextServer: Sourced<string>,
  route: Route,
  because: readonly Reason[],
): Sourced<string> {
  return {
    value: `http://${urlHost(nextServer.value)}/${firstConfigPath('ipxe', route.architecture)}`,
    because: [...because, ...nextServer.because, { kind: 'rule', rule: scriptForIpxe }],
  };
}
