import type { Line } from '../artifact.ts';
import { wrote, type Entity, type Network } from '../inventory/inventory.ts';
import { addressNumber, BLOCK6, prefix6 } from '../inventory/address.ts';
import type { Path } from '../inventory/lines.ts';
import { problemAt, type Problem, type ProblemText } from '../inventory/problem.ts';
import {
  clientArchitecture,
  clientArchitecture6,
  hostAnswers,
  hostAnswers6,
  httpClientClass,
  unknownAnswers,
  type BootAnswer,
  type Ipv6Answer,
} from '../plan/boot-answers.ts';
import { reservationReasons } from '../plan/external.ts';
import { SERVED_ROOT } from '../plan/images.ts';
import type { HostPlan, NetworkPlan, Plan, Reservation } from '../plan/plan.ts';
import { effectsOf, quirksOfAll } from '../plan/quirks.ts';
import { unknownClient } from '../plan/rules.ts';
import { servingInterfaces } from '../plan/serving.ts';
import type { Reason, Rule, Sourced } from '../reason.ts';
import type { Format } from './format.ts';

/*
 * dnsmasq 2.81 or newer: DHCP, proxyDHCP and TFTP of one boot server, as one file for /etc/dnsmasq.d.
 *
 * Everything turns on tags. dnsmasq gives each request a set of them, and of all dhcp-boot lines whose tags it has, the
 * last one of the file counts (find_boot in rfc2131.c; option.c puts each new line in front). Order never matters
 * here, because for every request the tags of at most one line hold:
 *
 *   network-<id>   the network that the request came from, set by its dhcp-range
 *   <route id>     the boot route of a known host, set by its dhcp-host; a machine without one is tag:!known
 *   bios, uefi-…   what the client can run, by option 93
 *   ipxe           iPXE asks, be it our NBP or the option ROM of a card
 *   http           UEFI HTTP Boot asks
 *   quirk-…        what quirks of a known host ask for, set by its dhcp-host
 */

const manual = 'https://thekelleys.org.uk/dnsmasq/docs/dnsmasq-man.html';
const source = 'https://github.com/imp/dnsmasq/blob/cb321709e9f20cd0949aa375dad2b97050394659/src';

const noDns: Rule = {
  id: 'dnsmasq-no-dns',
  says: 'A boot server needs no DNS server of its own; port 0 switches it off.',
  page: '/howto/first-pxe-server/',
  source: manual,
};

const ownInterfaces: Rule = {
  id: 'dnsmasq-own-interfaces',
  says: 'dnsmasq answers on the interfaces of the inventory only, also when one of them comes up late.',
  page: '/howto/first-pxe-server/',
  source: manual,
};

const tftpTree: Rule = {
  id: 'dnsmasq-tftp-tree',
  says: 'TFTP serves one tree and nothing outside it. Every file in it has to be readable by dnsmasq.',
  page: '/explain/tftp-and-http/',
  source: manual,
};

const logDhcp: Rule = {
  id: 'dnsmasq-log-dhcp',
  says: 'The log then holds the tags and options of each exchange: what one needs when a machine does not boot.',
  page: '/explain/post-to-kernel/',
  source: manual,
};

const authoritative: Rule = {
  id: 'dnsmasq-authoritative',
  says: 'No other DHCP server answers here, so a client with a foreign lease is refused at once and need not wait.',
  page: '/howto/first-pxe-server/',
  source: manual,
};

const fileInHeader: Rule = {
  id: 'dnsmasq-file-in-header',
  says: 'The boot file stays in the header of the answer: shim takes its folder from there, and old ROMs read nothing else.',
  page: '/howto/secure-boot/',
  source: 'https://github.com/rhboot/shim/blob/16.1/netboot.c',
};

const leaseMax: Rule = {
  id: 'dnsmasq-lease-max',
  says: 'dnsmasq gives 1000 leases unless told otherwise; these networks have more addresses to give.',
  page: '/howto/first-pxe-server/',
  source: manual,
};

const ipxeAsks: Rule = {
  id: 'dnsmasq-ipxe-asks',
  says: 'iPXE sends its own options inside option 175, which no firmware does.',
  page: '/explain/option-93/',
  source: 'https://ipxe.org/howto/dhcpd',
};

const networkRange: Rule = {
  id: 'dnsmasq-range',
  says: 'A dhcp-range makes dnsmasq give addresses in this network, and tags its clients.',
  page: '/howto/first-pxe-server/',
  source: manual,
};

const noDynamicRange: Rule = {
  id: 'dnsmasq-static-range',
  says: 'The network has no range, so only machines with a reservation get an address.',
  page: '/howto/add-a-host/',
  source: manual,
};

const proxyRange: Rule = {
  id: 'dnsmasq-proxy-range',
  says: 'In proxy mode dnsmasq gives no addresses; it adds the boot information to what another server gives.',
  page: '/howto/proxydhcp/',
  source: manual,
};

const proxyOffer: Rule = {
  id: 'dnsmasq-proxy-offer',
  says: 'Only clients that have something to boot here are answered: an offer without a boot file could win over a good one.',
  page: '/howto/proxydhcp/',
  source: `${source}/rfc2131.c`,
};

const pxeService: Rule = {
  id: 'dnsmasq-pxe-service',
  says: 'A PXE client takes the boot file from the one service that fits its architecture; with a single one there is no menu.',
  page: '/howto/proxydhcp/',
  source: manual,
};

const noRouter: Rule = {
  id: 'dnsmasq-no-router',
  says: 'Without this dnsmasq would name itself as the router.',
  page: '/howto/first-pxe-server/',
  source: manual,
};

const relayAsRouter: Rule = {
  id: 'dnsmasq-relay-as-router',
  says: 'The network has no gateway, so the relay is its way to the boot server.',
  page: '/howto/first-pxe-server/',
};

const noBootFile: Rule = {
  id: 'dnsmasq-no-boot-file',
  says: 'The host boots from another interface: without a route tag this one gets no boot file.',
  page: '/explain/post-to-kernel/',
};

const routerAdvertisements: Rule = {
  id: 'dnsmasq-enable-ra',
  says: 'Router advertisements tell operating systems that addresses come from DHCPv6; firmware and loaders boot without them.',
  page: '/explain/ipv6/',
  source: manual,
};

const noDefaultRouter: Rule = {
  id: 'dnsmasq-ra-no-router',
  says: "A router lifetime of 0: the boot server is nobody's way out. DHCPv6 has no router option; the router announces itself.",
  page: '/explain/ipv6/',
  source: 'https://www.rfc-editor.org/rfc/rfc4861.html#section-4.2',
};

const staticPrefix: Rule = {
  id: 'dnsmasq-static-prefix',
  says: 'Only machines with an IPv6 address of their own in the inventory get one.',
  page: '/explain/ipv6/',
  source: manual,
};

const blockOfAddresses: Rule = {
  id: 'dnsmasq-block-6',
  says: 'DHCPv6 knows clients by an identifier that firmware, iPXE and the operating system each make up anew, so each gets the next address of this block.',
  page: '/explain/ipv6/',
  source: 'https://github.com/imp/dnsmasq/blob/cb321709e9f20cd0949aa375dad2b97050394659/CHANGELOG',
};

const macOverIpv6: Rule = {
  id: 'dnsmasq-mac-6',
  says: 'DHCPv6 requests hold no MAC; dnsmasq takes it from the neighbour table, which works for directly attached networks.',
  page: '/explain/ipv6/',
  source: manual,
};

const ipxeUserClass: Rule = {
  id: 'dnsmasq-ipxe-user-class',
  says: 'By DHCPv6 iPXE is known by its user class, option 15.',
  page: '/explain/ipv6/',
  source:
    'https://github.com/ipxe/ipxe/blob/36a4c85f911c85f5ab183331ff74d125f9a9ed32/src/net/udp/dhcpv6.c',
};

const wholeTftp: Rule = {
  id: 'dnsmasq-tftp-whole',
  says: 'dnsmasq has this setting for the TFTP server as a whole, so it holds for every machine.',
  page: '/explain/quirks/',
  source: manual,
};

const quirkTag: Rule = {
  id: 'dnsmasq-quirk-tag',
  says: 'The dhcp-host lines of machines with such a quirk set a tag, so that it holds for them alone.',
  page: '/explain/quirks/',
  source: manual,
};

export const dnsmasq: Format = {
  id: 'dnsmasq',
  title: 'dnsmasq',
  check: (plan) => [...problems(plan)],
  *emit(plan) {
    if (plan.networks.length === 0) return;
    yield {
      path: 'etc/dnsmasq.d/bootbook.conf',
      language: 'dnsmasq',
      mode: '0644',
      lines: [...configLines(plan)],
      hosts: [],
    };
  },
};

/** Clients that are told the same: the hosts of a route, or the machines that the inventory does not know. */
interface Clients {
  readonly known: boolean;
  /** The condition that is true for them and for nobody else in their network. */
  readonly tag: string;
  readonly answers: readonly BootAnswer[];
}

/** A network in which dnsmasq answers DHCP. */
interface Served {
  readonly plan: NetworkPlan;
  readonly network: Network;
  readonly tag: string;
  readonly clients: readonly Clients[];
  /** Where the network stands in the inventory. */
  readonly because: readonly Reason[];
}

function* configLines(plan: Plan): Generator<Line> {
  const served = servedNetworks(plan);
  yield* serverLines(plan);
  yield* tftpLines(plan);
  if (served.length > 0) {
    yield* dhcpLines(served);
    yield* clientLines(served);
    yield* quirkLines(served);
  }
  for (const each of served) {
    yield* networkLines(plan, each);
    yield* hostLines(each);
    yield* prefixLines(plan, each);
  }
}

function servedNetworks(plan: Plan): Served[] {
  return plan.networks
    .filter(({ network }) => network.dhcp.mode !== 'external')
    .map((each): Served => {
      const { network } = each;
      const clients = hostAnswers(each).map((answer): Clients => ({
        known: true,
        tag: `tag:${answer.route.id}`,
        answers: [answer],
      }));
      if (network.dhcp.mode === 'proxy' || network.dhcp.range !== undefined)
        clients.push({ known: false, tag: 'tag:!known', answers: unknownAnswers(each) });
      return {
        plan: each,
        network,
        tag: networkTag(network),
        clients,
        because: [wrote(network, 'cidr'), wrote(network, 'dhcp', 'mode')],
      };
    });
}

function networkTag({ id }: Network): string {
  return `network-${id}`;
}

function offerTag({ id }: Network): string {
  return `offer-${id}`;
}

function* serverLines(plan: Plan): Generator<Line> {
  const { server } = plan;
  yield comment(
    `Boot server ${server.id}. Written by Bootbook: edit the inventory, not this file.`,
    [wrote(server)],
  );
  yield line('port=0', [because(noDns)]);
  for (const { name } of servingInterfaces(plan))
    yield line(`interface=${name}`, [wrote(server, 'interfaces', name), because(ownInterfaces)]);
  yield line('except-interface=lo', [because(ownInterfaces)]);
  yield line('bind-dynamic', [because(ownInterfaces)]);
}

function* tftpLines(plan: Plan): Generator<Line> {
  const reasons = [because(tftpTree)];
  yield* heading('TFTP', reasons);
  yield line('enable-tftp', reasons);
  yield line(`tftp-root=/${SERVED_ROOT}`, reasons);
  const { smallBlocks, mtu } = effectsOf(quirksOfAll(plan.hosts));
  if (smallBlocks !== undefined)
    yield line('tftp-no-blocksize', [...smallBlocks.because, because(wholeTftp)]);
  if (mtu !== undefined) yield line(`tftp-mtu=${mtu.value}`, [...mtu.because, because(wholeTftp)]);
}

/** What is told to hosts with a quirk; their dhcp-host lines set the tags. */
function* quirkLines(served: readonly Served[]): Generator<Line> {
  const byTag = new Map<string, { directive: string; because: Set<Reason> }>();
  for (const host of served.flatMap(({ plan }) => bootingHosts(plan))) {
    for (const { tag, directive, because: reasons } of quirkTags(host)) {
      const known = byTag.get(tag) ?? { directive, because: new Set() };
      byTag.set(tag, known);
      for (const reason of reasons) if (reason.kind === 'quirk') known.because.add(reason);
    }
  }
  if (byTag.size === 0) return;
  yield* heading('Hosts with a quirk', [because(quirkTag)]);
  for (const [, { directive, because: reasons }] of [...byTag].sort(([a], [b]) => (a < b ? -1 : 1)))
    yield line(directive, [...reasons, because(quirkTag)]);
}

function bootingHosts({ reservations }: NetworkPlan): HostPlan[] {
  return reservations.flatMap(({ boots }) => (boots === undefined ? [] : [boots]));
}

/** The tags of a host by which dnsmasq knows what its quirks ask for, each with the line that asks for it. */
function quirkTags({ quirks }: HostPlan): {
  readonly tag: string;
  readonly directive: string;
  readonly because: readonly Reason[];
}[] {
  const { broadcast, replyDelay } = effectsOf(quirks);
  const tags = [];
  if (broadcast !== undefined) {
    const tag = 'quirk-broadcast';
    tags.push({ tag, directive: `dhcp-broadcast=tag:${tag}`, because: broadcast.because });
  }
  if (replyDelay !== undefined) {
    const { value, because: reasons } = replyDelay;
    const tag = `quirk-delay-${value}`;
    tags.push({ tag, directive: `dhcp-reply-delay=tag:${tag},${value}`, because: reasons });
  }
  return tags;
}

function* dhcpLines(served: readonly Served[]): Generator<Line> {
  yield* heading('DHCP', [because(logDhcp)]);
  yield line('log-dhcp', [because(logDhcp)]);
  const own = served.filter(({ network }) => network.dhcp.mode === 'authoritative');
  if (own.length === 0) return;
  const modes = own.map(({ network }) => wrote(network, 'dhcp', 'mode'));
  yield line('dhcp-authoritative', [...modes, because(authoritative)]);
  yield line('dhcp-no-override', [because(fileInHeader)]);
  const leases = own.reduce((sum, each) => sum + leaseCount(each.plan), 0);
  if (leases > 1000) yield line(`dhcp-lease-max=${leases}`, [because(leaseMax)]);
  const prefixes = own.filter(({ network }) => network.cidr6 !== undefined);
  if (prefixes.length > 0)
    yield line('enable-ra', [
      ...prefixes.map(({ network }) => wrote(network, 'cidr6')),
      because(routerAdvertisements),
    ]);
}

/** How many leases a network can have at a time. */
function leaseCount({ network, reservations }: NetworkPlan): number {
  const { range } = network.dhcp;
  const dynamic = range === undefined ? 0 : addressNumber(range.to) - addressNumber(range.from) + 1;
  const blocks = reservations.filter((each) => each.interface.address6 !== undefined).length;
  return dynamic + reservations.length + blocks * BLOCK6.size;
}

function* clientLines(served: readonly Served[]): Generator<Line> {
  const answers = served.flatMap(({ clients }) => clients.flatMap((each) => each.answers));
  const architectures = new Set(answers.flatMap((answer) => answer.architectures));
  const byArchitecture = [because(clientArchitecture)];
  yield* heading('What asks', byArchitecture);
  for (const architecture of [...architectures].sort((a, b) => a - b)) {
    const text = `dhcp-match=set:${clientTag(architecture)},option:client-arch,${architecture}`;
    const served = answers.filter((answer) => answer.architectures.includes(architecture));
    yield line(text, [...byArchitecture, ...routesOf(served)]);
  }
  const chainloaded = answers.filter(({ script }) => script !== undefined);
  yield line('dhcp-match=set:ipxe,175', [because(ipxeAsks), ...routesOf(chainloaded)]);
  yield* clientLines6(served.flatMap(({ plan }) => hostAnswers6(plan)));
  if (answers.some(isHttpBoot))
    yield line('dhcp-vendorclass=set:http,HTTPClient', [
      because(httpClientClass),
      ...routesOf(answers.filter(isHttpBoot)),
    ]);
}

/** Numbers for an option of DHCPv6 stand as the bytes that they are on the wire. */
function* clientLines6(answers: readonly Ipv6Answer[]): Generator<Line> {
  const architectures = new Set(answers.flatMap((answer) => answer.architectures));
  for (const architecture of [...architectures].sort((a, b) => a - b)) {
    const bytes = `00:${architecture.toString(16).padStart(2, '0')}`;
    const served = answers.filter((answer) => answer.architectures.includes(architecture));
    yield line(`dhcp-match=set:${clientTag(architecture)},option6:61,${bytes}`, [
      because(clientArchitecture6),
      ...routesOf(served),
    ]);
  }
  const chainloaded = answers.filter(({ script }) => script !== undefined);
  if (chainloaded.length > 0)
    yield line('dhcp-userclass=set:ipxe,iPXE', [because(ipxeUserClass), ...routesOf(chainloaded)]);
}

/** The routes that a line serves, each once. */
function routesOf(answers: readonly Pick<BootAnswer, 'route'>[]): Reason[] {
  return [...new Set(answers.map(({ route }) => route))].map((route) => ({ kind: 'route', route }));
}

const CLIENT_TAGS: Readonly<Record<number, string>> = {
  0: 'bios',
  7: 'uefi-x64',
  9: 'uefi-x64',
  11: 'uefi-arm64',
  16: 'uefi-x64-http',
  19: 'uefi-arm64-http',
};

/** The tag for a value of option 93. */
function clientTag(architecture: number): string {
  return CLIENT_TAGS[architecture] ?? `arch-${architecture}`;
}

function clientTags(answer: Pick<BootAnswer, 'architectures'>): string[] {
  return [...new Set(answer.architectures.map(clientTag))];
}

function isHttpBoot(answer: BootAnswer): boolean {
  return answer.vendorClass === 'HTTPClient';
}

function* networkLines(plan: Plan, served: Served): Generator<Line> {
  const { network } = served;
  const { serverInterface } = served.plan;
  const way =
    serverInterface === undefined ? `relayed by ${network.dhcp.relay}` : `on ${serverInterface}`;
  yield* heading(`Network ${network.id}: ${network.cidr}, ${way}`, served.because);
  if (network.dhcp.mode === 'proxy') {
    yield* ofNetwork(network, proxyLines(served));
  } else {
    yield rangeLine(served);
    yield* ofNetwork(network, optionLines(plan, served));
    yield* ofNetwork(network, clientsLines(served, bootLines));
  }
}

/** Lines that hold in one network alone name it among their reasons. */
function* ofNetwork(network: Network, lines: Iterable<Line>): Generator<Line> {
  for (const each of lines) {
    const named = each.because.some(
      (reason) => reason.kind === 'inventory' && reason.path[0] === 'networks',
    );
    yield named ? each : line(each.text, [...each.because, wrote(network, 'cidr')]);
  }
}

function rangeLine({ plan, network, tag, because: reasons }: Served): Line {
  const { netmask, network: base } = plan.subnet;
  const { range, lease } = network.dhcp;
  const addresses = range === undefined ? `${base},static` : `${range.from},${range.to}`;
  return line(`dhcp-range=set:${tag},${addresses},${netmask},${lease}`, [
    ...reasons,
    ...(range === undefined ? [because(noDynamicRange)] : [wrote(network, 'dhcp', 'range')]),
    wrote(network, 'dhcp', 'lease'),
    because(networkRange),
  ]);
}

function* optionLines(plan: Plan, served: Served): Generator<Line> {
  const { network, tag } = served;
  const { gateway, dhcp } = network;
  const router = `dhcp-option=tag:${tag},option:router`;
  if (gateway !== undefined) yield line(`${router},${gateway}`, [wrote(network, 'gateway')]);
  else if (dhcp.relay !== undefined)
    yield line(`${router},${dhcp.relay}`, [
      wrote(network, 'dhcp', 'relay'),
      because(relayAsRouter),
    ]);
  else yield line(router, [because(noRouter)]);
  const site = plan.inventory.sites.get(network.site)!;
  for (const key of ['dns', 'ntp'] as const) {
    if (site[key].length > 0) yield line(addressOption(tag, key, site[key]), [wrote(site, key)]);
  }
  yield line(`dhcp-option=tag:${tag},option:domain-name,${site.domain}`, [wrote(site, 'domain')]);
}

function addressOption(tag: string, key: 'dns' | 'ntp', addresses: readonly string[]): string {
  return `dhcp-option=tag:${tag},option:${key}-server,${addresses.join(',')}`;
}

/** What `tell` says of each kind of clients, below a comment that names them. */
function* clientsLines(
  served: Served,
  tell: (served: Served, clients: Clients) => Iterable<Line>,
): Generator<Line> {
  let known: boolean | undefined;
  for (const clients of served.clients) {
    const title = clients.known
      ? 'Hosts, by their boot route'
      : 'Machines that are not in the inventory';
    if (clients.known !== known) yield comment(title, served.because);
    known = clients.known;
    yield* tell(served, clients);
  }
}

function* bootLines({ tag }: Served, clients: Clients): Generator<Line> {
  for (const answer of clients.answers) {
    const { script, bootFile, nextServer } = answer;
    const base = [`tag:${tag}`, clients.tag];
    for (const client of clientTags(answer)) {
      const conditions = [...base, `tag:${client}`];
      if (isHttpBoot(answer)) conditions.push('tag:http');
      if (script !== undefined) conditions.push('tag:!ipxe');
      yield bootLine(clients, conditions, answer, bootFile);
      if (isHttpBoot(answer))
        yield line(`dhcp-option-force=${conditions.join(',')},60,HTTPClient`, [
          ...fileReasons(clients, bootFile, nextServer),
          because(httpClientClass),
        ]);
      if (script !== undefined && !clients.known)
        yield bootLine(clients, [...base, `tag:${client}`, 'tag:ipxe'], answer, script);
    }
    // Where HTTP Boot fetched iPXE, it asks as another kind of client than the firmware did. The host is the same.
    if (script !== undefined && clients.known)
      yield bootLine(clients, [...base, 'tag:ipxe'], answer, script);
  }
}

function bootLine(
  clients: Clients,
  conditions: readonly string[],
  { nextServer }: BootAnswer,
  file: Sourced<string>,
): Line {
  return line(
    `dhcp-boot=${conditions.join(',')},${field(file.value)},,${nextServer.value}`,
    fileReasons(clients, file, nextServer),
  );
}

function fileReasons(
  { known }: Clients,
  file: Sourced<string>,
  nextServer: Sourced<string>,
): Reason[] {
  const reasons = new Set([...file.because, ...nextServer.because]);
  if (!known) reasons.add(because(unknownClient));
  return [...reasons];
}

/** Names of option 93 values as pxe-service knows them, by value. Source: option.c of dnsmasq, and its manual page. */
const SERVICE_ARCHITECTURES = [
  ...['x86PC', 'PC98', 'IA64_EFI', 'Alpha', 'Arc_x86', 'Intel_Lean_Client'],
  ...['IA32_EFI', 'x86-64_EFI', 'Xscale_EFI', 'BC_EFI', 'ARM32_EFI', 'ARM64_EFI'],
];

/**
 * proxyDHCP. Firmware gets a pxe-service, because some of it takes nothing else; iPXE gets its file in the offer itself.
 * For UEFI dnsmasq leaves the menu out where exactly one service fits (pxe_uefi_workaround in rfc2131.c).
 */
function* proxyLines(served: Served): Generator<Line> {
  const { network, tag, plan } = served;
  const offer = offerTag(network);
  for (const clients of served.clients) {
    for (const client of new Set(clients.answers.flatMap(clientTags)))
      yield line(`tag-if=set:${offer},${clients.tag},tag:${client}`, [because(proxyOffer)]);
  }
  const { network: base, netmask } = plan.subnet;
  yield line(`dhcp-range=tag:${offer},set:${tag},${base},proxy,${netmask}`, [
    ...served.because,
    because(proxyRange),
  ]);
  yield* clientsLines(served, proxyBootLines);
}

function* proxyBootLines(served: Served, clients: Clients): Generator<Line> {
  for (const answer of clients.answers) {
    yield* serviceLines(served, clients, answer);
    for (const client of clientTags(answer)) {
      const conditions = [`tag:${served.tag}`, clients.tag, `tag:${client}`, 'tag:ipxe'];
      yield bootLine(clients, conditions, answer, answer.script ?? answer.bootFile);
    }
  }
}

function* serviceLines({ tag }: Served, clients: Clients, answer: BootAnswer): Generator<Line> {
  const { bootFile, nextServer } = answer;
  for (const architecture of answer.architectures) {
    const conditions = [`tag:${tag}`, clients.tag, 'tag:!ipxe'];
    const name = SERVICE_ARCHITECTURES[architecture] ?? String(architecture);
    const service = [name, field(answer.route.title), field(bootFile.value), nextServer.value];
    yield line(`pxe-service=${[...conditions, ...service].join(',')}`, [
      ...fileReasons(clients, bootFile, nextServer),
      because(pxeService),
    ]);
  }
}

function* hostLines({ plan, network, because: reasons }: Served): Generator<Line> {
  if (plan.reservations.length === 0) return;
  yield* heading(`Hosts of ${network.id}`, reasons);
  const proxy = network.dhcp.mode === 'proxy';
  for (const reservation of plan.reservations) {
    const { address, address6 } = reservation.interface;
    if (address !== undefined || address6 === undefined) yield hostLine(reservation, proxy);
  }
}

/** A prefix of our own, behind the lines of its network for IPv4. Each host of it has a second line, for DHCPv6 alone. */
function* prefixLines(plan: Plan, { network, tag, plan: planned }: Served): Generator<Line> {
  const { cidr6, dhcp } = network;
  if (cidr6 === undefined) return;
  const own = wrote(network, 'cidr6');
  yield* heading(`IPv6 in ${network.id}: ${cidr6}`, [own]);
  yield line(`dhcp-range=set:${tag},${prefix6(cidr6)},static,64,${dhcp.lease}`, [
    own,
    wrote(network, 'dhcp', 'lease'),
    because(staticPrefix),
  ]);
  yield line(`ra-param=${planned.serverInterface!},0,0`, [own, because(noDefaultRouter)]);
  const site = plan.inventory.sites.get(network.site)!;
  yield line(`dhcp-option=tag:${tag},option6:domain-search,${site.domain}`, [
    wrote(site, 'domain'),
    own,
  ]);
  for (const answer of hostAnswers6(planned)) {
    const { route, url, script } = answer;
    for (const client of clientTags(answer)) {
      const tags = `tag:${tag},tag:${route.id},tag:${client}`;
      const firmware = script === undefined ? tags : `${tags},tag:!ipxe`;
      yield urlLine(firmware, url, own);
      if (script !== undefined) yield urlLine(`${tags},tag:ipxe`, script, own);
    }
  }
  for (const reservation of planned.reservations)
    if (reservation.interface.address6 !== undefined) yield hostLine6(reservation);
}

function urlLine(tags: string, { value, because: reasons }: Sourced<string>, own: Reason): Line {
  return line(`dhcp-option=${tags},option6:bootfile-url,${value}`, [...reasons, own]);
}

/** A host that boots by IPv4 keeps its addresses here and is told nothing about booting. */
function hostLine6({ host, boots, interface: { name, mac, address6 } }: Reservation): Line {
  const byIpv6 = boots?.ipv6 === true;
  const block = `[${address6!}/${BLOCK6.bits}]`;
  const fields = byIpv6 ? [mac, `set:${boots.route.value.id}`, block, host.id] : [mac, block];
  return line(`dhcp-host=${fields.join(',')}`, [
    wrote(host, 'interfaces', name, 'mac'),
    wrote(host, 'interfaces', name, 'address6'),
    ...(byIpv6 ? boots.route.because : []),
    because(macOverIpv6),
    because(blockOfAddresses),
  ]);
}

/** A proxy gives neither address nor name. A name goes with the interface that boots, so that no two leases have it. */
function hostLine(reservation: Reservation, proxy: boolean): Line {
  const { host, boots } = reservation;
  const { mac, address } = reservation.interface;
  const where = reservationReasons(reservation);
  const tags = boots === undefined ? [] : quirkTags(boots);
  let text = `dhcp-host=${mac}`;
  if (boots !== undefined) text += `,set:${boots.route.value.id}`;
  for (const { tag } of tags) text += `,set:${tag}`;
  if (!proxy && address !== undefined) text += `,${address}`;
  if (!proxy && boots !== undefined) text += `,${host.id}`;
  return line(text, [
    ...where.mac,
    ...(proxy ? [] : where.address),
    ...(boots === undefined ? [because(noBootFile)] : boots.route.because),
    ...tags.flatMap((each) => each.because),
  ]);
}

const PLAIN_FIELD = /^[A-Za-z0-9_.:/@+-]+$/;

/** A text as one field of a line. Between quotes a comma is only a comma (read_file in option.c). */
function field(text: string): string {
  return PLAIN_FIELD.test(text) ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

function line(text: string, reasons: readonly Reason[]): Line {
  return { text, because: reasons };
}

function comment(text: string, reasons: readonly Reason[]): Line {
  return line(`# ${text}`, reasons);
}

function* heading(text: string, reasons: readonly Reason[]): Generator<Line> {
  yield line('', reasons);
  yield comment(text, reasons);
}

const ruleReasons = new Map<Rule, Reason>();

/** A rule as a reason. There is one object for each rule, so that lines without number can share it. */
function because(rule: Rule): Reason {
  let reason = ruleReasons.get(rule);
  if (reason === undefined) ruleReasons.set(rule, (reason = { kind: 'rule', rule }));
  return reason;
}

/** dnsmasq reads lines of 1024 bytes at most (MAXDNAME in dns-protocol.h) and takes the rest for another line. */
const LONGEST_LINE = 1000;
/** An option holds 255 bytes, so 63 addresses (RFC 2132, section 2). */
const MOST_ADDRESSES = 63;
/** Less than two minutes becomes two minutes, and more than a signed number of 32 bits overflows (option.c). */
const SHORTEST_LEASE = 120;
const LONGEST_LEASE = 2 ** 31 - 1;
/** What dnsmasq takes for a lease time or a keyword where the name of a host stands (dhcp-host in option.c). */
const NO_NAME = /^(?:\d+|\d+[smhdw]|infinite|ignore)$/;

function* problems(plan: Plan): Generator<Problem> {
  const served = servedNetworks(plan);
  if (served.length === 0) return;
  yield* interfaceProblems(plan, served);
  for (const each of served) {
    if (each.network.dhcp.mode === 'proxy') continue;
    yield* leaseProblems(each.network);
    yield* optionProblems(plan, each);
    for (const { host, boots } of each.plan.reservations) {
      if (boots !== undefined && NO_NAME.test(host.id))
        yield problem(host, [], 'key', {
          code: 'dnsmasq-host-name',
          message: `dnsmasq would read the name ${host.id} as a lease time or a keyword.`,
          expected: 'a name that is neither a number, nor a number with a unit, nor a keyword',
          received: host.id,
          advice: `Give it a longer name, such as host-${host.id}.`,
        });
    }
  }
}

/** dnsmasq gives every request the name of its interface as a tag (iface_id in rfc2131.c). */
function* interfaceProblems(plan: Plan, served: readonly Served[]): Generator<Problem> {
  const answers = served.flatMap(({ clients }) => clients.flatMap((each) => each.answers));
  const tags = new Set([
    ...['known', 'ipxe', 'http'],
    ...served.flatMap(({ network }) => [networkTag(network), offerTag(network)]),
    ...answers.flatMap(clientTags),
    ...served.flatMap((each) =>
      bootingHosts(each.plan)
        .flatMap(quirkTags)
        .map(({ tag }) => tag),
    ),
    ...plan.routes.map(({ id }) => id),
  ]);
  for (const name of Object.keys(plan.server.interfaces)) {
    if (tags.has(name))
      yield problem(plan.server, ['interfaces', name], 'key', {
        code: 'dnsmasq-interface-name',
        message: `dnsmasq tags every request with the name of its interface, and ${name} is a tag with another meaning.`,
        expected: 'another name for the interface',
        received: name,
        advice: 'Rename the interface on the boot server and here.',
      });
  }
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 };

function* leaseProblems(network: Network): Generator<Problem> {
  const { lease } = network.dhcp;
  const seconds = Number(lease.slice(0, -1)) * SECONDS[lease.at(-1)!]!;
  if (seconds >= SHORTEST_LEASE && seconds <= LONGEST_LEASE) return;
  yield problem(network, ['dhcp', 'lease'], 'value', {
    code: 'dnsmasq-lease',
    message: 'dnsmasq cannot give leases of this length.',
    expected: '2m to 24855d',
    received: lease,
    advice: 'Choose a time between the two.',
  });
}

function* optionProblems(plan: Plan, { network, tag }: Served): Generator<Problem> {
  const site = plan.inventory.sites.get(network.site)!;
  for (const key of ['dns', 'ntp'] as const) {
    const addresses = site[key];
    const { length } = addressOption(tag, key, addresses);
    if (addresses.length <= MOST_ADDRESSES && length <= LONGEST_LINE) continue;
    yield problem(site, [key], 'value', {
      code: 'dnsmasq-too-many-addresses',
      message: `${site.id} has more ${key} servers than one line of dnsmasq and one DHCP option can hold.`,
      expected: '50 addresses at most',
      received: `${addresses.length} addresses`,
      advice: 'Name a few of them: clients ask the first two or three only.',
    });
  }
}

function problem({ where }: Entity, path: Path, part: 'key' | 'value', text: ProblemText): Problem {
  return problemAt(where.file, [...where.path, ...path], part, text);
}
