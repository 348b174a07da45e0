import type { Artifact } from '../../../generators/artifact.ts';
import type { Server } from '../../../generators/inventory/inventory.ts';
import type { Plan } from '../../../generators/plan/plan.ts';
import type { Book } from '../../data/book.ts';
import { entityHref, fileHref, rawHref } from '../../data/links.ts';
import {
  counted,
  joined,
  link,
  machine,
  type PageContent,
  type Section,
  type Words,
} from '../content.ts';
import { factsOf, writtenIn } from '../facts.ts';
import { kindOf } from '../files.ts';
import { hostLink, sourceWords } from '../words.ts';

/** /servers/: every boot server. */
export function serverList(book: Book): PageContent {
  return {
    path: '/servers/',
    title: 'Boot servers',
    machine: false,
    summary: `All ${counted(book.plans.length, 'boot server')}, with their files and bundles`,
    lead: 'They answer DHCP, TFTP and HTTP. Each has one bundle: its files as they will lie on its disk.',
    notices: [],
    chain: undefined,
    sections: [
      {
        kind: 'table',
        title: 'All boot servers',
        id: 'servers',
        head: ['boot server', 'addresses', 'networks', 'hosts', 'files'],
        rows: book.plans.map((plan) => [
          machine(plan.server.id, entityHref('servers', plan.server.id)),
          addresses(plan.server),
          networkLinks(plan),
          String(plan.hosts.length),
          String(book.emittedBy(plan.server.id).artifacts.length),
        ]),
      },
    ],
  };
}

/** /servers/<id>/: one boot server, all of its files, and its bundle to take along. */
export function serverPage(book: Book, id: string): PageContent {
  const plan = book.planOf(id);
  const { shared, byHost } = book.emittedBy(id);
  return {
    path: entityHref('servers', id),
    title: id,
    machine: true,
    summary: `Boot server of ${counted(plan.networks.length, 'network')} and ${counted(plan.hosts.length, 'host')}, with its files and bundle`,
    lead: joined(
      [
        addresses(plan.server),
        counted(plan.networks.length, 'network'),
        counted(plan.hosts.length, 'host'),
      ],
      ' · ',
    ),
    notices: [],
    chain: undefined,
    sections: [
      bundle(plan),
      {
        kind: 'table',
        title: 'Files that all machines share',
        id: 'shared',
        head: ['file', 'what it is', 'lines', 'bytes'],
        rows: shared.map((artifact) => fileRow(id, artifact)),
      },
      {
        kind: 'table',
        title: 'Files of one machine each',
        id: 'own',
        head: ['host', 'file', 'lines', 'bytes'],
        rows: [...byHost].flatMap(([host, artifacts]) =>
          artifacts.map((artifact) => [
            hostLink({ id: host }),
            machine(`/${artifact.path}`, fileHref(id, artifact)),
            String(artifact.lines.length),
            link('raw', rawHref(id, artifact.path)),
          ]),
        ),
      },
      {
        kind: 'table',
        title: 'Files that are taken as they are',
        id: 'payload',
        intro:
          'Network boot programs, loader modules, kernels, initrds and preseed files. They are in the bundle, not on this site.',
        head: ['file', 'comes from'],
        rows: plan.payload.map(({ path, source }) => [machine(`/${path}`), sourceWords(source)]),
      },
      {
        kind: 'facts',
        title: 'What is said of it',
        id: 'facts',
        facts: [
          ...factsOf(
            plan.server,
            Object.entries(plan.server.interfaces).map(([name, each]) => [
              name,
              [
                machine(each.address),
                ...(each.address6 === undefined ? [] : [', ', machine(each.address6)]),
                ', network ',
                machine(each.network, entityHref('networks', each.network)),
              ],
              'interfaces',
              name,
            ]),
          ),
          writtenIn(plan.server),
        ],
      },
    ],
  };
}

function bundle(plan: Plan): Section {
  const { id } = plan.server;
  return {
    kind: 'bundle',
    title: 'The bundle',
    id: 'bundle',
    server: id,
    archives: [`/bundle/${id}.tar.gz`, `/bundle/${id}.zip`, '/bundle/SHA256SUMS'],
    intro: [
      machine('etc/'),
      ' and ',
      machine('srv/'),
      ' as they will lie on the disk of ',
      machine(id),
      ', ',
      machine('snippets/'),
      ' for other DHCP servers, ',
      machine('manifest.jsonl'),
      ' with the reason for every line, and ',
      machine('SHA256SUMS'),
      '.',
    ],
  };
}

function fileRow(server: string, artifact: Artifact): Words[] {
  return [
    machine(`/${artifact.path}`, fileHref(server, artifact)),
    kindOf(artifact.path).title,
    String(artifact.lines.length),
    link('raw', rawHref(server, artifact.path)),
  ];
}

function addresses(server: Server): Words {
  return joined(
    Object.values(server.interfaces).map(({ address }) => machine(address)),
    ', ',
  );
}

function networkLinks({ networks }: Plan): Words {
  return joined(
    networks.map(({ network }) => machine(network.id, entityHref('networks', network.id))),
    ', ',
  );
}
