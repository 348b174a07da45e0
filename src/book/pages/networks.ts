import type { HostInterface, Network } from '../../../generators/inventory/inventory.ts';
import type { NetworkPlan, Plan } from '../../../generators/plan/plan.ts';
import type { Book } from '../../data/book.ts';
import { entityHref, fileHref } from '../../data/links.ts';
import {
  counted,
  joined,
  link,
  machine,
  type Fact,
  type PageContent,
  type Section,
  type Span,
  type Words,
} from '../content.ts';
import { factsOf, writtenIn } from '../facts.ts';
import { fileTitle } from '../files.ts';
import { driversName, hostLink, loaderName, routeLink, transportName } from '../words.ts';

const modeWords: Readonly<Record<Network['dhcp']['mode'], string>> = {
  authoritative: 'our DHCP server gives addresses and boot information',
  proxy: 'another DHCP server gives the addresses, ours adds the boot information (proxyDHCP)',
  external: 'another DHCP server gives both, from a snippet of ours',
};

/** /networks/: every network and who answers DHCP in it. */
export function networkList(book: Book): PageContent {
  const networks = networkPlans(book);
  return {
    path: '/networks/',
    title: 'Networks',
    machine: false,
    summary: `All ${counted(networks.length, 'network')}, and who answers DHCP there`,
    lead: 'Who gives the addresses, who gives the boot information, and how many machines hang on it.',
    notices: [],
    chain: undefined,
    sections: [
      {
        kind: 'table',
        title: 'All networks',
        id: 'networks',
        head: ['network', 'addresses', 'VLAN', 'DHCP', 'boot server', 'interfaces'],
        rows: networks.map(({ plan, network: { network, reservations } }) => [
          networkLink(network.id),
          machine(network.cidr),
          network.vlan === undefined ? '' : String(network.vlan),
          network.dhcp.mode,
          machine(plan.server.id, entityHref('servers', plan.server.id)),
          String(reservations.length),
        ]),
      },
    ],
  };
}

/** /networks/<id>/: one network, what is answered there, and the lines of the configs that say so. */
export function networkPage(book: Book, id: string): PageContent {
  const { plan, network: planned } = networkPlans(book).find(
    ({ network }) => network.network.id === id,
  )!;
  const { network } = planned;
  return {
    path: entityHref('networks', id),
    title: id,
    machine: true,
    summary: `${network.cidr}: ${modeWords[network.dhcp.mode]}`,
    lead: joined(
      [
        machine(network.cidr),
        ...(network.vlan === undefined ? [] : [`VLAN ${network.vlan}`]),
        modeWords[network.dhcp.mode],
      ],
      ' · ',
    ),
    notices: [],
    chain: { at: 'dhcp' },
    sections: [
      { kind: 'facts', title: 'Addresses and servers', id: 'facts', facts: facts(book, planned) },
      reservations(planned),
      unknownMachines(planned),
      ...snippetList(book, plan, planned),
      ...configSections(book, plan, planned),
    ],
  };
}

interface PlannedNetwork {
  readonly plan: Plan;
  readonly network: NetworkPlan;
}

/** Networks in the order of the inventory. */
function networkPlans({ plans, inventory }: Book): PlannedNetwork[] {
  const order = [...inventory.networks.keys()];
  return plans
    .flatMap((plan) => plan.networks.map((network) => ({ plan, network })))
    .sort((a, b) => order.indexOf(a.network.network.id) - order.indexOf(b.network.network.id));
}

function networkLink(id: string): Span {
  return machine(id, entityHref('networks', id));
}

function facts(
  book: Book,
  { network, nextServer, nextServer6, serverInterface }: NetworkPlan,
): Fact[] {
  const site = book.inventory.sites.get(network.site)!;
  const { cidr6, gateway, dhcp, defaults } = network;
  const { range, relay, foreign } = dhcp;
  const { loader, transport, drivers } = defaults;
  const place =
    serverInterface === undefined ? [', behind a relay'] : [', on ', machine(serverInterface)];
  return [
    ...factsOf(network, [
      ['addresses', machine(network.cidr), 'cidr'],
      ['IPv6 prefix', cidr6 && machine(cidr6), 'cidr6'],
      ['gateway', gateway && machine(gateway), 'gateway'],
      ['DHCP', modeWords[dhcp.mode], 'dhcp', 'mode'],
      ['range', range && machine(`${range.from} to ${range.to}`), 'dhcp', 'range'],
      ['lease', dhcp.mode === 'authoritative' ? machine(dhcp.lease) : undefined, 'dhcp', 'lease'],
      ['relay', relay && machine(relay), 'dhcp', 'relay'],
      ['other DHCP server', foreign && machine(foreign), 'dhcp', 'foreign'],
      [
        'boot server',
        [machine(network.server, entityHref('servers', network.server)), ...place],
        'server',
      ],
      ['boot loader', loader && loaderName[loader], 'defaults', 'loader'],
      ['transport', transport && transportName[transport], 'defaults', 'transport'],
      ['drivers', drivers && driversName[drivers], 'defaults', 'drivers'],
    ]),
    { name: 'next-server', value: machine(nextServer.value), because: nextServer.because },
    ...(nextServer6 === undefined
      ? []
      : [
          {
            name: 'boot server by IPv6',
            value: machine(nextServer6.value),
            because: nextServer6.because,
          },
        ]),
    ...factsOf(site, [
      ['domain', machine(site.domain), 'domain'],
      ['DNS servers', listed(site.dns), 'dns'],
      ['NTP servers', listed(site.ntp), 'ntp'],
    ]),
    writtenIn(network),
  ];
}

function listed(values: readonly string[]): Words | undefined {
  return values.length === 0 ? undefined : machine(values.join(', '));
}

function reservations({ network, reservations }: NetworkPlan): Section {
  return {
    kind: 'table',
    title: 'Machines here',
    id: 'hosts',
    intro: `Every interface in ${network.id}, whether the machine boots from it or not.`,
    head: ['host', 'interface', 'MAC', 'address', 'boots by'],
    rows: reservations.map(({ host, interface: each, boots }) => [
      hostLink(host),
      machine(each.name),
      machine(each.mac),
      reserved(each),
      boots === undefined ? 'does not boot from here' : routeLink(boots.route.value),
    ]),
  };
}

function reserved({ address, address6 }: HostInterface): Words {
  const all = [address, address6].filter((each) => each !== undefined);
  return all.length === 0 ? 'not reserved' : machine(all.join(', '));
}

function unknownMachines({ unknownRoutes }: NetworkPlan): Section {
  return {
    kind: 'table',
    title: 'Machines that the inventory does not know',
    id: 'unknown',
    intro: 'They get a menu whose default is the local disk, by one of these routes.',
    head: ['option 93', 'route', 'boot file'],
    rows: unknownRoutes.map((route) => [
      machine(route.clientArchitectures.join(', ')),
      routeLink(route),
      machine(route.bootFile),
    ]),
  };
}

/** The way to each of the snippets further down: they are long. */
function snippetList(book: Book, plan: Plan, { network }: NetworkPlan): Section[] {
  const snippets = book
    .emittedBy(plan.server.id)
    .shared.filter(({ path }) => path.startsWith(`snippets/${network.id}/`));
  if (snippets.length === 0) return [];
  return [
    {
      kind: 'table',
      title: 'Snippets for its DHCP server',
      id: 'snippets',
      intro: 'One for each kind of server; take the one that yours is. They follow in full.',
      head: ['DHCP server', 'file', 'lines'],
      rows: snippets.map((artifact) => [
        link(fileTitle(artifact).title, `#${fileTitle(artifact).id}`),
        machine(`/${artifact.path}`, fileHref(plan.server.id, artifact)),
        String(artifact.lines.length),
      ]),
    },
  ];
}

/** Lines of the boot server's own files about this network, and the snippets for its other DHCP server. */
function configSections(book: Book, plan: Plan, { network }: NetworkPlan): Section[] {
  const server = plan.server.id;
  return book.emittedBy(server).shared.flatMap((artifact): Section[] => {
    const { path } = artifact;
    if (path.startsWith('snippets/')) {
      if (!path.startsWith(`snippets/${network.id}/`)) return [];
      return [
        {
          kind: 'config',
          ...fileTitle(artifact),
          server,
          artifact,
          whole: undefined,
          reached: book.reached(server, artifact),
        },
      ];
    }
    const lines = book.excerpts(artifact).forNetwork(network.id);
    if (lines.length === 0) return [];
    return [
      {
        kind: 'config',
        ...fileTitle(artifact),
        intro: `The lines of this file that concern ${network.id} as a whole.`,
        server,
        artifact,
        lines,
        whole: fileHref(server, artifact),
        reached: book.reached(server, artifact),
      },
    ];
  });
}
