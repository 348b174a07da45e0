import { explainHost, type StageTold } from '../../../generators/plan/explain.ts';
import { stages, type Stage } from '../../../generators/plan/stages.ts';
import type { Rule } from '../../../generators/reason.ts';
import type { Book, PlannedHost } from '../../data/book.ts';
import { fileHref } from '../../data/links.ts';
import {
  counted,
  joined,
  link,
  machine,
  type PageContent,
  type Section,
  type Words,
} from '../content.ts';
import { kindOf } from '../files.ts';
import { hostLink } from '../words.ts';

/** /stages/: the boot chain. */
export function stageList(): PageContent {
  return {
    path: '/stages/',
    title: 'The boot chain',
    machine: false,
    summary: 'The nine stages that every machine passes, and what happens at each',
    lead: 'Every machine passes these nine stages, in this order. Where it stops tells where to look.',
    notices: [],
    chain: {},
    sections: [
      {
        kind: 'table',
        title: 'The stages',
        id: 'stages',
        head: ['stage', 'what happens there'],
        rows: stages.map(({ id, what }) => [machine(id, `/stages/${id}/`), sentence(what)]),
      },
    ],
  };
}

/** /stages/<id>/: what happens at one stage, which files and rules belong to it, and what each host is told there. */
export function stagePage(book: Book, stage: Stage): PageContent {
  const told = toldAt(book, stage);
  return {
    path: `/stages/${stage.id}/`,
    title: stage.title,
    machine: false,
    summary: sentence(stage.what),
    lead: sentence(stage.what),
    notices: [],
    chain: { at: stage.id },
    sections: [
      toldTable(stage, told),
      ...[rulesTable(told), filesTable(book, stage)].filter(
        (section) => section.kind !== 'table' || section.rows.length > 0,
      ),
      {
        kind: 'table',
        title: 'Before and after',
        id: 'neighbours',
        head: ['', 'stage', 'what happens there'],
        rows: neighbours(stage).map(([words, { id, what }]) => [
          words,
          machine(id, `/stages/${id}/`),
          sentence(what),
        ]),
      },
    ],
  };
}

interface HostTold {
  readonly planned: PlannedHost;
  readonly told: StageTold;
}

const explained = new WeakMap<Book, readonly { planned: PlannedHost; stages: StageTold[] }[]>();

/** What every host is told at one stage. The nine pages share one pass over the hosts. */
function toldAt(book: Book, stage: Stage): HostTold[] {
  let all = explained.get(book);
  if (all === undefined) {
    all = book.hosts.map((planned) => ({
      planned,
      stages: explainHost(planned.plan, planned.host),
    }));
    explained.set(book, all);
  }
  const index = stages.indexOf(stage);
  return all.map(({ planned, stages: each }) => ({ planned, told: each[index]! }));
}

/** Hosts that are told the same stand in one row. */
function toldTable(stage: Stage, all: readonly HostTold[]): Section {
  const groups = new Map<string, PlannedHost[]>();
  for (const { planned, told } of all) {
    const group = groups.get(told.short);
    if (group === undefined) groups.set(told.short, [planned]);
    else group.push(planned);
  }
  return {
    kind: 'table',
    title: 'What the hosts are told here',
    id: 'hosts',
    head: [stage.id, 'hosts'],
    rows: [...groups].map(([short, hosts]) => [
      machine(short),
      joined(
        hosts.map(({ host }) => hostLink(host.host)),
        ', ',
      ),
    ]),
  };
}

function rulesTable(all: readonly HostTold[]): Section {
  const rules = new Map<string, Rule>();
  for (const { told } of all)
    for (const { because } of told.told)
      for (const reason of because)
        if (reason.kind === 'rule') rules.set(reason.rule.id, reason.rule);
  return {
    kind: 'table',
    title: 'Rules that count here',
    id: 'rules',
    intro: 'What Bootbook decides where nobody wrote it.',
    head: ['rule', 'explained in'],
    rows: [...rules.values()].map(({ says, page }) => [says, link(page, page)]),
  };
}

/** Emitted files first, then those that are taken as they are; the files of one host each are counted only. */
function filesTable(book: Book, stage: Stage): Section {
  const here = ({ path }: { readonly path: string }): boolean => kindOf(path).stage === stage.id;
  const rows = book.plans.flatMap(({ server, payload }): Words[][] => {
    const { shared, byHost } = book.emittedBy(server.id);
    const page = `/servers/${server.id}/`;
    const own = [...byHost.values()].flat().filter(here).length;
    return [
      ...shared
        .filter(here)
        .map((artifact) => [
          machine(`/${artifact.path}`, fileHref(server.id, artifact)),
          kindOf(artifact.path).title,
          machine(server.id, page),
        ]),
      ...(own === 0
        ? []
        : [
            [
              link(counted(own, 'file of one host', 'files of one host each'), `${page}#own`),
              'Menu',
              machine(server.id, page),
            ],
          ]),
      ...payload
        .filter(here)
        .map(({ path }) => [machine(`/${path}`), kindOf(path).title, machine(server.id, page)]),
    ];
  });
  return {
    kind: 'table',
    title: 'Files that count here',
    id: 'files',
    head: ['file', 'what it is', 'boot server'],
    rows,
  };
}

function neighbours(stage: Stage): [string, Stage][] {
  const index = stages.indexOf(stage);
  return (
    [
      ['before', stages[index - 1]],
      ['after', stages[index + 1]],
    ] as const
  ).flatMap(([words, each]): [string, Stage][] => (each === undefined ? [] : [[words, each]]));
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
