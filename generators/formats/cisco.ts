import type { Line } from '../artifact.ts';
import { addressNumber, addressText } from '../inventory/address.ts';
import { hostAnswers, unknownAnswers, type HostAnswer } from '../plan/boot-answers.ts';
import {
  externalNetworks,
  reservationName,
  reservationReasons,
  snippet,
  unheardLines,
  type ExternalNetwork,
} from '../plan/external.ts';
import type { Reservation } from '../plan/plan.ts';
import { byRule, type Rule } from '../reason.ts';
import type { Format } from './format.ts';

/*
 * A switch or router with Cisco IOS or IOS XE as DHCP server: lines for its configuration mode. IOS reads a line as it is
 * typed, so nothing but ids, names and addresses reaches it; even in a comment a question mark would ask for help.
 */

/** Catalyst 4500 Series Software Configuration Guide, IOS XE 3.9E and IOS 15.2(5)E, chapter 59. */
const GUIDE = 'https://www.easymanua.ls/cisco/catalyst-4500-series/manual/47209';
const CLASSES = `${GUIDE}?p=1552`;
const POOL = `${GUIDE}?p=1562`;
const BINDINGS =
  'https://manualshive.com/ru/manual/cisco/catalyst-4500-series/catalyst-4500-series_software-configuration-manual_65974-1554.html';

const configuration: Rule = {
  id: 'ios-configuration',
  says: 'Lines for the configuration mode of IOS (configure terminal). Save them with: copy running-config startup-config',
  page: '/explain/option-93/',
  source: POOL,
};

const oneBootFile: Rule = {
  id: 'ios-one-boot-file',
  says: 'A pool has one boot file. Its classes look at option 82 of a relay only, so IOS cannot tell a BIOS from a UEFI machine or iPXE from the firmware.',
  page: '/explain/option-93/',
  source: CLASSES,
};

const poolOptions: Rule = {
  id: 'ios-pool',
  says: 'A pool gives its options to every client of its network.',
  page: '/explain/option-93/',
  source: POOL,
};

const hostPool: Rule = {
  id: 'ios-host-pool',
  says: 'A machine with a fixed address is a pool of its own, with its own boot file.',
  page: '/howto/add-a-host/',
  source: BINDINGS,
};

const clientIdentifier: Rule = {
  id: 'ios-client-identifier',
  says: 'A DHCP client is known by its identifier: 01 for Ethernet, then its MAC. A ROM that sends another one (its UUID, say) needs that one here.',
  page: '/explain/option-93/',
  source: BINDINGS,
};

const leaseTime: Rule = {
  id: 'ios-lease',
  says: 'IOS counts a lease in days, hours and minutes; shorter times are rounded up to a minute.',
  page: '/explain/option-93/',
  source: POOL,
};

const outsideRange: Rule = {
  id: 'ios-excluded',
  says: 'IOS gives every address of a network that is not excluded, so all outside the range is.',
  page: '/explain/option-93/',
  source: POOL,
};

export const cisco: Format = {
  id: 'cisco',
  title: 'Cisco IOS',
  // Ids, interface names, domains, addresses and MACs are all that reaches it, and none of them can hold a space, a quote,
  // a question mark or an exclamation mark.
  check: () => [],
  *emit(plan) {
    for (const network of externalNetworks(plan))
      yield snippet(network, 'cisco-ios.txt', 'cisco', linesFor(network));
  },
};

function linesFor(network: ExternalNetwork): Line[] {
  const { plan, because } = network;
  const { id, cidr } = plan.network;
  const limit = [byRule(oneBootFile)];
  return [
    { text: `! Network ${id} (${cidr}), for Cisco IOS and IOS XE as DHCP server.`, because },
    { text: '! Paste it after: configure terminal', because: [byRule(configuration)] },
    { text: '!', because: limit },
    {
      text: '! What IOS can do: addresses, router, names, next-server, and one boot file for each host.',
      because: limit,
    },
    {
      text: '! NOT EXPRESSED: a boot file by client architecture (option 93), HTTP Boot beside PXE, and a',
      because: limit,
    },
    {
      text: '! second answer for iPXE. A pool has one boot file, and its classes look at option 82 only:',
      because: limit,
    },
    { text: `! ${CLASSES}`, because: limit },
    {
      text: '! Where that is too little, let the boot server add the boot information by proxyDHCP',
      because: limit,
    },
    {
      text: '! (dhcp.mode: proxy in the inventory) and leave next-server and bootfile out here.',
      because: limit,
    },
    ...unheardLines(network, '! '),
    { text: '!', because },
    ...excluded(network),
    ...networkPool(network),
    ...hostAnswers(plan).flatMap((answer) =>
      answer.reservations.flatMap((each) => hostLines(network, each, answer)),
    ),
    ...plan.reservations
      .filter(({ boots }) => boots === undefined)
      .flatMap((each) => hostLines(network, each, undefined)),
  ];
}

function excluded({ plan, because, range }: ExternalNetwork): Line[] {
  if (range === undefined)
    return [
      {
        text: '! The inventory has no range for this network: exclude what this server must not give, with',
        because: [byRule(outsideRange)],
      },
      { text: '! ip dhcp excluded-address FIRST LAST', because: [byRule(outsideRange)] },
      { text: '!', because },
    ];
  const { first, last } = plan.subnet;
  const spans = [
    [first + 1, addressNumber(range.value.from) - 1],
    [addressNumber(range.value.to) + 1, last - 1],
  ] as const;
  return [
    ...spans
      .filter(([from, to]) => from <= to)
      .map(([from, to]) => ({
        text: `ip dhcp excluded-address ${addressText(from)} ${addressText(to)}`,
        because: [...range.because, byRule(outsideRange)],
      })),
    { text: '!', because },
  ];
}

function networkPool(network: ExternalNetwork): Line[] {
  const { plan, because, router, dns, ntp, domain, lease } = network;
  const lines: Line[] = [
    { text: `ip dhcp pool bootbook-${plan.network.id}`, because },
    {
      text: ` network ${plan.subnet.network} ${plan.subnet.netmask}`,
      because: [...because, byRule(poolOptions)],
    },
  ];
  if (router !== undefined)
    lines.push({ text: ` default-router ${router.value}`, because: router.because });
  if (dns.value.length > 0)
    lines.push({ text: ` dns-server ${dns.value.join(' ')}`, because: dns.because });
  lines.push({ text: ` domain-name ${domain.value}`, because: domain.because });
  if (ntp.value.length > 0)
    lines.push({ text: ` option 42 ip ${ntp.value.join(' ')}`, because: ntp.because });
  const { nextServer } = plan;
  lines.push(
    { text: ` lease ${leaseWords(lease.value)}`, because: [...lease.because, byRule(leaseTime)] },
    { text: ` next-server ${nextServer.value}`, because: nextServer.because },
    {
      text: ' ! Any machine: take at most one of these, for the kind that you have. The others would get it too.',
      because: [byRule(oneBootFile)],
    },
  );
  for (const answer of unknownAnswers(plan)) {
    const { route, bootFile, vendorClass, script } = answer;
    const because = [...bootFile.because, byRule(oneBootFile)];
    if (vendorClass === 'HTTPClient' || (script !== undefined && route.loader === 'ipxe')) {
      lines.push({
        text: ` ! not ${route.title}: iPXE would get itself again and again`,
        because,
      });
    } else
      lines.push(
        { text: ` ! ${route.title}:`, because },
        { text: ` ! bootfile ${bootFile.value}`, because },
      );
  }
  lines.push({ text: '!', because });
  return lines;
}

/** Days, hours and minutes. */
function leaseWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return `${Math.floor(minutes / 1440)} ${Math.floor(minutes / 60) % 24} ${minutes % 60}`;
}

function hostLines(
  { plan }: ExternalNetwork,
  reservation: Reservation,
  answer: HostAnswer | undefined,
): Line[] {
  const { host, interface: on } = reservation;
  const because = reservationReasons(reservation);
  // Ids hold no underscore, so the name of another interface cannot be the id of another host.
  const name = reservationName(reservation).replace('.', '_');
  if (on.address === undefined)
    return [
      {
        text: `! NOT EXPRESSED: ${name} has no address in the inventory, and IOS binds a machine to an address only:`,
        because: [...because.mac, byRule(hostPool)],
      },
      { text: `! ${BINDINGS}`, because: [byRule(hostPool)] },
      { text: '!', because: because.mac },
    ];
  const lines: Line[] = [
    { text: `ip dhcp pool ${name}`, because: [...because.mac, byRule(hostPool)] },
    {
      text: ` host ${on.address} ${plan.subnet.netmask}`,
      because: [...because.address, byRule(hostPool)],
    },
    {
      text: ` client-identifier ${identifier(on.mac)}`,
      because: [...because.mac, byRule(clientIdentifier)],
    },
    { text: ` client-name ${host.id}`, because: because.mac },
  ];
  if (answer !== undefined) lines.push(...bootLines(answer));
  lines.push({ text: '!', because: because.mac });
  return lines;
}

function bootLines({ bootFile, script, nextServer, route }: HostAnswer): Line[] {
  if (script !== undefined) {
    const because = [...script.because, byRule(oneBootFile)];
    return [
      {
        text: ` ! NOT EXPRESSED: ${route.title}. iPXE would get itself again and again, so there is no`,
        because,
      },
      {
        text: ` ! boot file here. Choose another loader for this host, or proxyDHCP for the network:`,
        because,
      },
      { text: ` ! ${CLASSES}`, because },
    ];
  }
  return [
    { text: ` next-server ${nextServer.value}`, because: nextServer.because },
    { text: ` bootfile ${bootFile.value}`, because: [...bootFile.because, byRule(hostPool)] },
  ];
}

/** A client identifier as IOS writes it: hardware type 01 and the MAC, in groups of four digits. */
function identifier(mac: string): string {
  return `01${mac.replaceAll(':', '')}`.replaceAll(/.{4}(?!$)/g, '$&.');
}
