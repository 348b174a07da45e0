import { fetchesBy, type Route } from '../../../generators/plan/route.ts';
import { routes } from '../../../generators/plan/routes/index.ts';
import { firstConfigPath } from '../../../generators/plan/paths.ts';
import { routeLevels, type Reached } from '../../../generators/proof/levels.ts';
import type { ProofStatement } from '../../../generators/proof/statement.ts';
import type { Book } from '../../data/book.ts';
import { reachedHref } from '../../components/badge.ts';
import { counted, link, machine, type PageContent, type Words } from '../content.ts';
import {
  architectureName,
  firmwareName,
  loaderName,
  sourceWords,
  transportName,
} from '../words.ts';
import { hostTable } from './hosts.ts';
import { proofRows } from './proofs.ts';

/** /routes/: every way from power-on to a kernel that is known here. */
export function routeList(book: Book, proofs: readonly ProofStatement[]): PageContent {
  const reached = routeLevels(proofs);
  return {
    path: '/routes/',
    title: 'Boot routes',
    machine: false,
    summary:
      'Firmware, architecture, transport and loader: every way to boot, and its option 93 values',
    lead: 'A boot route is firmware × architecture × transport × loader. Each machine takes exactly one.',
    notices: [],
    chain: { at: 'nbp' },
    sections: [
      {
        kind: 'table',
        title: 'All routes',
        id: 'routes',
        head: ['route', 'option 93', 'boot file', 'loader', 'transport', 'hosts', 'proven'],
        rows: routes.map((route) => [
          link(route.title, `/routes/${route.id}/`),
          machine(route.clientArchitectures.join(', ')),
          machine(route.bootFile),
          loaderName[route.loader],
          transportName[route.transport],
          String(hostsOn(book, route).length),
          reachedText(reached.get(route.id)),
        ]),
      },
    ],
  };
}

/** /routes/<id>/: what happens on one way, what it needs, who takes it. */
export function routePage(
  book: Book,
  proofs: readonly ProofStatement[],
  route: Route,
): PageContent {
  const seen = proofs.filter(({ predicate }) => predicate.boot.route === route.id);
  const hosts = hostsOn(book, route);
  const unknown = book.plans.flatMap(({ networks }) =>
    networks.filter(({ unknownRoutes }) => unknownRoutes.includes(route)),
  );
  return {
    path: `/routes/${route.id}/`,
    title: route.title,
    machine: false,
    summary: `${route.bootFile}, option 93 ${route.clientArchitectures.join(' or ')}, ${counted(hosts.length, 'host')}`,
    lead: route.summary,
    notices: [],
    chain: {
      at: 'nbp',
      short: {
        firmware: firmwareName[route.firmware],
        link: 'any',
        dhcp: `arch ${route.clientArchitectures.join(', ')}`,
        nbp: route.bootFile,
        menu: firstConfigPath(route.loader, route.architecture),
        kernel: `by ${fetchesBy(route).toUpperCase()}`,
        initrd: `by ${fetchesBy(route).toUpperCase()}`,
        root: 'by profile',
        handoff: 'by profile',
      },
    },
    sections: [
      {
        kind: 'facts',
        title: 'The route',
        id: 'facts',
        facts: [
          { name: 'firmware', value: firmwareName[route.firmware], because: [] },
          { name: 'architecture', value: architectureName[route.architecture], because: [] },
          { name: 'loader', value: loaderName[route.loader], because: [] },
          { name: 'transport', value: transportName[route.transport], because: [] },
          {
            name: 'option 93',
            value: machine(route.clientArchitectures.join(', ')),
            because: [],
          },
          { name: 'boot file', value: machine(route.bootFile), because: [] },
          {
            name: 'behind proxyDHCP',
            value: route.proxydhcp
              ? "works: the loader takes the boot server's address from a proxyDHCP answer"
              : "does not work: the loader takes the boot server's address from the DHCP answer alone",
            because: [],
          },
          { name: 'explained in', value: link(route.page, route.page), because: [] },
        ],
      },
      {
        kind: 'table',
        title: 'Files it needs',
        id: 'files',
        intro: ['Below ', machine('/srv/tftp'), ' on the boot server.'],
        head: ['file', 'comes from'],
        rows: route.files.map(({ path, source }) => [machine(path), sourceWords(source)]),
      },
      {
        kind: 'table',
        title: 'Boots that took it',
        id: 'proofs',
        intro:
          'Seen in the lab, each with its console, its packets and the files that it holds for.',
        head: ['boot', 'host', 'reached', 'after', 'seen'],
        rows: proofRows(seen),
      },
      { ...hostTable('Hosts that take it', hosts), id: 'hosts' },
      {
        kind: 'table',
        title: 'Networks that offer it to unknown machines',
        id: 'unknown',
        head: ['network', 'addresses'],
        rows: unknown.map(({ network }) => [
          machine(network.id, `/networks/${network.id}/`),
          machine(network.cidr),
        ]),
      },
    ],
  };
}

function hostsOn({ hosts }: Book, route: Route): Book['hosts'][number][] {
  return hosts.filter(({ host }) => host.route.value === route);
}

function reachedText(reached: Reached | undefined): Words {
  return reached === undefined
    ? 'not yet'
    : link(`${reached.level} ${reached.time.slice(0, 10)}`, reachedHref(reached));
}
