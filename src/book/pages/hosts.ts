import type { Model } from '../../../generators/inventory/inventory.ts';
import { explainHost, toldWhileArmed } from '../../../generators/plan/explain.ts';
import type { HostPlan } from '../../../generators/plan/plan.ts';
import type { Book, PlannedHost } from '../../data/book.ts';
import { entityHref, fileHref } from '../../data/links.ts';
import {
  counted,
  joined,
  link,
  machine,
  plain,
  type ChainContent,
  type Fact,
  type Notice,
  type PageContent,
  type Section,
  type Span,
} from '../content.ts';
import { factsOf, quirkSection, writtenIn } from '../facts.ts';
import { fileTitle } from '../files.ts';
import {
  addressWords,
  bootMac,
  bootsWords,
  firmwareName,
  hostLink,
  routeLink,
  serialWords,
  timeText,
} from '../words.ts';

/** /hosts/: every machine that boots from the network. */
export function hostList(book: Book): PageContent {
  const { hosts } = book;
  return {
    path: '/hosts/',
    title: 'Hosts',
    machine: false,
    summary: `All ${counted(hosts.length, 'host')}: network, model, what it boots and by which route`,
    lead: `${counted(hosts.length, 'machine')} that boot from the network, and what each of them boots now.`,
    notices: [],
    chain: undefined,
    sections: [
      hostTable('The fleet', hosts, 'Narrow the list by name, address, MAC, model or profile'),
    ],
  };
}

/** A table of hosts, as every page that lists some shows it. */
export function hostTable(title: string, hosts: readonly PlannedHost[], filter?: string): Section {
  return {
    kind: 'table',
    title,
    id: 'hosts',
    head: ['host', 'address', 'MAC', 'model', 'boots', 'by'],
    rows: hosts.map(({ host }) => [
      hostLink(host.host),
      addressWords(host),
      machine(bootMac(host.host)),
      modelLink(host.model),
      bootsWords(host),
      routeLink(host.route.value),
    ]),
    ...(filter === undefined ? {} : { filter }),
  };
}

/** /hosts/<id>/: one machine, its boot and its configs. */
export function hostPage(book: Book, id: string): PageContent {
  const planned = book.planOfHost(id);
  const { plan, host } = planned;
  const { model, network } = host;
  const told = explainHost(plan, host);
  const short: ChainContent = {
    short: Object.fromEntries(told.map((each) => [each.stage.id, each.short])),
  };
  return {
    path: entityHref('hosts', id),
    title: id,
    machine: true,
    summary: `${model.vendor} ${model.name} on ${network.network.id}, boots ${plain(bootsWords(host))}`,
    lead: joined(
      [
        `${model.vendor} ${model.name}`,
        firmwareName[host.firmware.value],
        addressWords(host),
        machine(host.interface.mac),
        bootsWords(host),
      ],
      ' · ',
    ),
    notices: armingNotices(book, host),
    chain: short,
    sections: [
      ...quirkSection(host.quirks, planned),
      ...installSection(planned),
      ...configSections(book, planned),
      {
        kind: 'told',
        title: 'What it is told',
        id: 'told',
        intro: 'Stage by stage, and why.',
        stages: told,
      },
      { kind: 'facts', title: 'What is known of it', id: 'facts', facts: hostFacts(planned) },
    ],
  };
}

/** Destructive profiles, armed or not: the one thing that nobody may overlook. */
export function armingNotices(book: Book, { host, profile, withheld }: HostPlan): Notice[] {
  const judged = `Judged at ${timeText(book.now)}, when this page was made.`;
  const until = host.armedUntil === undefined ? undefined : timeText(host.armedUntil);
  if (profile.value.destructive && until !== undefined) {
    return [
      {
        kind: 'armed',
        title: `Armed until ${until}`,
        words: `Each network boot before that time runs '${profile.value.label}', which may overwrite the disks. ${judged}`,
        because: profile.because,
      },
    ];
  }
  if (withheld === undefined) return [];
  const why =
    until === undefined
      ? 'The host is not armed, so it boots its local disk.'
      : `It was armed until ${until}; since then the host boots its local disk.`;
  return [
    {
      kind: 'withheld',
      title: `'${withheld.value.label}' is withheld`,
      words: `${why} ${judged}`,
      because: profile.because,
    },
  ];
}

/** How its installer would find its answers, for a host that is not armed: they lie below, and are looked at before it is. */
function installSection({ plan, host }: PlannedHost): Section[] {
  const told = toldWhileArmed(plan, host);
  if (told === undefined) return [];
  return [
    {
      kind: 'facts',
      title: 'Kernel arguments while it is armed',
      id: 'while-armed',
      facts: told.map(({ text, because }) => {
        const [name = '', ...rest] = text.split('=');
        return { name, value: machine(rest.join('=') || name), because };
      }),
    },
  ];
}

/** What lies in a bundle for the person who deploys it, and tells no host anything. */
const ASIDE = ['snippets/', 'ansible/'];

/** The host's own files in full, and what shared files say about it, in the order in which a boot meets them. */
function configSections(book: Book, { plan, host }: PlannedHost): Section[] {
  const server = plan.server.id;
  const shared = book.emittedBy(server).shared.flatMap((artifact): Section[] => {
    const lines = book.excerpts(artifact).forHost(host);
    if (lines.length === 0 || ASIDE.some((folder) => artifact.path.startsWith(folder))) return [];
    return [
      {
        kind: 'config',
        ...fileTitle(artifact),
        intro: `The lines of this file that concern ${host.host.id}.`,
        server,
        artifact,
        lines,
        whole: fileHref(server, artifact),
        reached: book.reached(server, artifact),
      },
    ];
  });
  const own = book.artifactsOfHost(host.host.id).map((artifact): Section => ({
    kind: 'config',
    ...fileTitle(artifact),
    server,
    artifact,
    whole: undefined,
    reached: book.reached(server, artifact),
  }));
  return [...snippetSection(book, { plan, host }), ...shared, ...own];
}

/** Where another server answers DHCP, what the host is told there stands in the snippets for that server. */
function snippetSection(book: Book, { plan, host }: PlannedHost): Section[] {
  const { id } = host.network.network;
  const snippets = book
    .emittedBy(plan.server.id)
    .shared.filter(({ path }) => path.startsWith(`snippets/${id}/`));
  if (snippets.length === 0) return [];
  return [
    {
      kind: 'table',
      title: 'DHCP',
      id: 'snippets',
      intro: [
        'Another server answers DHCP on ',
        machine(id, entityHref('networks', id)),
        '. One of these snippets, put into that server, tells it about this host too.',
      ],
      head: ['snippet for', 'file'],
      rows: snippets.map((artifact) => [
        fileTitle(artifact).title,
        machine(`/${artifact.path}`, fileHref(plan.server.id, artifact)),
      ]),
    },
  ];
}

/** What the inventory says of a machine, and what follows for its boot. */
export function hostFacts({ plan, host: planned }: PlannedHost): Fact[] {
  const { host, model, network, firmware, route, serial } = planned;
  return [
    ...factsOf(host, [
      ['model', modelLink(model), 'model'],
      ['rack', host.rack, 'rack'],
    ]),
    { name: 'firmware', value: firmwareName[firmware.value], because: firmware.because },
    { name: 'route', value: routeLink(route.value), because: route.because },
    ...factsOf(network.network, [
      ['boot server', machine(plan.server.id, entityHref('servers', plan.server.id)), 'server'],
    ]),
    ...(serial === undefined
      ? []
      : [{ name: 'serial console', value: serialWords(serial.value), because: serial.because }]),
    ...factsOf(
      host,
      Object.entries(host.interfaces).map(([name, each]) => [
        name,
        [
          machine(each.mac),
          ...(each.address === undefined ? [] : [', ', machine(each.address)]),
          ...(each.address6 === undefined ? [] : [', ', machine(each.address6)]),
          ', network ',
          machine(each.network, entityHref('networks', each.network)),
          name === planned.interface.name ? ', boots' : '',
        ],
        'interfaces',
        name,
      ]),
    ),
    writtenIn(host),
  ];
}

function modelLink(model: Model): Span {
  return link(`${model.vendor} ${model.name}`, entityHref('models', model.id));
}
