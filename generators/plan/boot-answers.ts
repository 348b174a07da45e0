import type { Reason, Rule, Sourced } from '../reason.ts';
import { firstConfigPath } from './paths.ts';
import type { NetworkPlan, Reservation } from './plan.ts';
import type { Route } from './route.ts';
import { routes } from './routes/index.ts';

/*
 * Which DHCP client gets which boot file. Every DHCP server of every vendor is asked for the same answers; how it is told
 * to give them is the business of its format.
 */

/** Who asks: the firmware for the NBP, or iPXE, which is that NBP, for its script. */
export type Asker = 'firmware' | 'ipxe';

/** One kind of client and the boot file that it gets. */
export interface BootAnswer {
  /** Kebab case, unique among the answers of a network: `uefi-amd64-http-ipxe-script`. */
  readonly id: string;
  readonly asker: Asker;
  /** The values of option 93 that such a client sends. */
  readonly architectures: readonly number[];
  /** How option 60 of the request begins; HTTPClient has to stand in the answer's option 60 as well. */
  readonly vendorClass: 'PXEClient' | 'HTTPClient';
  /** For the siaddr field of the BOOTP header. */
  readonly nextServer: Sourced<string>;
  /** For the file field of the BOOTP header: a path below the TFTP root, or a URL. */
  readonly bootFile: Sourced<string>;
}

/** The hosts of a network that boot by the same route, and what they are answered, the first answer that fits. */
export interface RouteAnswers {
  readonly route: Route;
  readonly reservations: readonly Reservation[];
  readonly answers: readonly BootAnswer[];
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
  says: 'Option 93 tells what a client can run: 0 BIOS, 7 and 9 UEFI x64, 11 UEFI arm64, 16 UEFI x64 HTTP Boot.',
  page: '/explain/option-93/',
  source: 'https://www.rfc-editor.org/errata/eid4624',
};

/** The answers for hosts of this network, one group for each route, in the order in which the hosts name the routes. */
export function hostAnswers(network: NetworkPlan): RouteAnswers[] {
  const groups = new Map<Route, Reservation[]>();
  for (const reservation of network.reservations) {
    const route = reservation.boots?.route.value;
    if (route === undefined) continue;
    const group = groups.get(route);
    if (group === undefined) groups.set(route, [reservation]);
    else group.push(reservation);
  }
  return [...groups].map(([route, reservations]) => {
    const because = reservations[0]!.boots!.route.because;
    const script = scriptAnswer(network, `${route.id}-script`, [route], because);
    const nbp = nbpAnswer(network, route.id, route, because);
    return { route, reservations, answers: script === undefined ? [nbp] : [script, nbp] };
  });
}

/** The answers for machines without a reservation in this network. The first one that fits counts. */
export function unknownAnswers(network: NetworkPlan): BootAnswer[] {
  const all = network.unknownRoutes;
  const because = all.map((route): Reason => ({ kind: 'route', route }));
  const script = scriptAnswer(network, 'unknown-script', all, because);
  const nbps = all.map((route, index) =>
    nbpAnswer(network, `unknown-${route.id}`, route, [because[index]!]),
  );
  return script === undefined ? nbps : [script, ...nbps];
}

/** Interfaces of hosts that have a reservation here but do not boot here: they get an address and no boot file. */
export function silentReservations(network: NetworkPlan): Reservation[] {
  return network.reservations.filter(({ boots }) => boots === undefined);
}

function nbpAnswer(
  network: NetworkPlan,
  id: string,
  route: Route,
  because: readonly Reason[],
): BootAnswer {
  const http = route.transport === 'http-boot';
  const { nextServer } = network;
  const reasons: Reason[] = [...because, { kind: 'rule', rule: clientArchitecture }];
  return {
    id,
    asker: 'firmware',
    architectures: route.clientArchitectures,
    vendorClass: http ? 'HTTPClient' : 'PXEClient',
    nextServer,
    bootFile: http
      ? {
          value: `http://${nextServer.value}/${route.bootFile}`,
          because: [...reasons, ...nextServer.because, { kind: 'rule', rule: httpClientClass }],
        }
      : { value: route.bootFile, because: reasons },
  };
}

/** What iPXE itself is answered, or undefined if none of the routes uses iPXE. */
function scriptAnswer(
  network: NetworkPlan,
  id: string,
  candidates: readonly Route[],
  because: readonly Reason[],
): BootAnswer | undefined {
  const script = candidates.filter(({ loader }) => loader === 'ipxe');
  const first = script[0];
  if (first === undefined) return undefined;
  const { nextServer } = network;
  return {
    id,
    asker: 'ipxe',
    architectures: [...new Set(script.flatMap(ipxeArchitectures))].sort((a, b) => a - b),
    vendorClass: 'PXEClient',
    nextServer,
    bootFile: {
      value: `http://${nextServer.value}/${firstConfigPath('ipxe', first.architecture)}`,
      because: [...because, ...nextServer.because, { kind: 'rule', rule: scriptForIpxe }],
    },
  };
}

/**
 * What iPXE announces when it asks: always as a PXE client, also where HTTP Boot fetched it. So these are the values of
 * all of iPXE's ways on this kind of machine: old builds for UEFI x64 say 9, newer ones 7.
 * Source: https://github.com/ipxe/ipxe/blob/v2.0.0/src/include/ipxe/dhcp.h
 */
function ipxeArchitectures(route: Route): readonly number[] {
  return routes
    .filter(
      (each) =>
        each.loader === 'ipxe' &&
        each.transport !== 'http-boot' &&
        each.architecture === route.architecture &&
        each.firmware === route.firmware,
    )
    .flatMap((each) => each.clientArchitectures);
}
