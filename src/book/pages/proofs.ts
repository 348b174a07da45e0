import { routes } from '../../../generators/plan/routes/index.ts';
import type { StageId } from '../../../generators/plan/stages.ts';
import type {
  FurtherBoot,
  ProofStatement,
  ProvenBoot,
} from '../../../generators/proof/statement.ts';
import type { Book } from '../../data/book.ts';
import type { LabBook } from '../../data/lab.ts';
import {
  counted,
  link,
  machine,
  type ChainContent,
  type Fact,
  type PageContent,
  type Section,
  type Span,
  type Words,
} from '../content.ts';
import { exchangeSection } from '../exchange.ts';

/** /proofs/: every boot of the lab that is kept as a proof. */
export function proofList({ proofs, coverage }: LabBook): PageContent {
  return {
    path: '/proofs/',
    title: 'Proofs',
    machine: false,
    summary: 'Which boots were seen in the lab, when, and how far they came',
    lead: [
      'Each is one boot of a virtual machine from the files that are offered here, kept with what it printed and what went over the wire. It holds for exactly those bytes. ',
      link('How to read a proof', '/explain/proofs/'),
      '.',
    ],
    notices: [],
    chain: undefined,
    sections: [
      {
        kind: 'table',
        title: 'All proofs',
        id: 'proofs',
        head: ['boot', 'host', 'reached', 'after', 'seen'],
        rows: proofRows(proofs),
        filter: 'Narrow by host, stage or word',
      },
      ...coverageSection(coverage),
    ],
  };
}

function coverageSection(coverage: LabBook['coverage']): Section[] {
  if (coverage === undefined) return [];
  return [
    {
      kind: 'table',
      title: 'How much is proven',
      id: 'coverage',
      intro:
        "Each file, and each route, counts once, at the highest level that it has reached: read by the real server's own checker, sent to a real client, or part of a boot that did what was promised.",
      head: ['kind', 'booted', 'served', 'parsed', 'nothing known', 'all'],
      rows: Object.entries(coverage).map(([kind, { booted, served, parsed, total }]) => [
        kind,
        String(booted),
        String(served),
        String(parsed),
        String(total - booted - served - parsed),
        String(total),
      ]),
    },
  ];
}

/** One row for each proof: boot, host, stage reached, seconds, day. */
export function proofRows(proofs: readonly ProofStatement[]): Words[][] {
  return proofs.map(({ predicate: { boot } }) => [
    link(boot.title, proofHref(boot.scenario)),
    machine(boot.host),
    machine(boot.until, `/stages/${boot.until}/`),
    seconds(reachedAfter(boot)),
    day(boot.time),
  ]);
}

/** /proofs/<scenario>/: what one boot has shown, stage by stage, and for which files. */
export function proofPage(book: Book, proof: ProofStatement): PageContent {
  const { boot } = proof.predicate;
  const further = boot.then ?? [];
  return {
    path: proofHref(boot.scenario),
    title: boot.title,
    machine: false,
    summary: `${boot.host} reached ${boot.until} ${seconds(reachedAfter(boot))} after power-on, ${day(boot.time)}`,
    lead: [
      hostWords(book, boot.host),
      ` reached ${boot.until} ${seconds(reachedAfter(boot))} after power-on. Seen in the lab on ${day(boot.time)}.`,
    ],
    notices: [],
    chain: chainOf(boot),
    sections: [
      { kind: 'facts', title: 'The boot', id: 'boot', facts: facts(book, proof) },
      ...standInSection(boot),
      ...changeSection(boot, 'changes', 'What was changed in the inventory for it'),
      ...seenSections(boot, boot.host, ''),
      ...further.flatMap((each, index) => furtherSections(each, boot.host, index + 2)),
      subjectSection(proof),
    ],
  };
}

/** When the stage was reached, which may be long before the boot was over. */
function reachedAfter({ stages, until, seconds: all }: ProvenBoot): number {
  return stages.find(({ stage }) => stage === until)?.seconds ?? all;
}

export function proofHref(scenario: string): string {
  return `/proofs/${scenario}/`;
}

/** Stages that were seen, each with the time of its first sign. */
function chainOf({ stages }: ProvenBoot): ChainContent {
  const short = Object.fromEntries(
    stages.map((each): [StageId, string] => [each.stage, seconds(each.seconds)]),
  );
  return { done: stages.map(({ stage }) => stage), short };
}

function facts(book: Book, { predicate: { boot, result } }: ProofStatement): Fact[] {
  const route = routes.find(({ id }) => id === boot.route);
  const versions = Object.entries(boot.versions).map(([name, version]) => `${name} ${version}`);
  const fact = (name: string, value: Words): Fact => ({ name, value, because: [] });
  // A scenario may bring a profile of its own, which has no page.
  const profileHref = book.inventory.profiles.has(boot.profile)
    ? `/profiles/${boot.profile}/`
    : undefined;
  return [
    fact('verdict', result === 'PASSED' ? 'it did what its plan promises' : 'it failed'),
    fact('host', hostWords(book, boot.host)),
    fact('boot server', machine(boot.server, `/servers/${boot.server}/`)),
    fact('route', route === undefined ? boot.route : link(route.title, `/routes/${route.id}/`)),
    fact('profile', machine(boot.profile, profileHref)),
    fact('seen', `${boot.time.slice(0, 16).replace('T', ' ')} UTC`),
    fact('arming judged at', `${boot.now.slice(0, 16).replace('T', ' ')} UTC`),
    fact('runs on', boot.accelerator === 'kvm' ? 'KVM' : 'emulation (TCG), several times slower'),
    fact('with', versions.join(', ')),
    fact('statement', [
      machine(`${boot.scenario}.json`, `/proofs/${boot.scenario}.json`),
      ' (in-toto), packets ',
      machine(`${boot.scenario}.pcap`, `/proofs/${boot.scenario}.pcap`),
    ]),
  ];
}

/** What stood for something else: what it says of the real thing goes no further. */
function standInSection({ standIns = [] }: ProvenBoot): Section[] {
  if (standIns.length === 0) return [];
  return [
    {
      kind: 'table',
      title: 'What stood for something else',
      id: 'stand-ins',
      intro:
        'What is not named here was as on a real site, but for the machine itself, which is virtual.',
      head: ['what, and by what it was represented'],
      rows: standIns.map((each) => [each]),
    },
  ];
}

function milestoneSection(
  { milestones = [] }: Pick<ProvenBoot, 'milestones'>,
  number: string,
): Section[] {
  if (milestones.length === 0) return [];
  return [
    {
      kind: 'table',
      title: `At the console${number === '' ? '' : `, boot ${number}`}`,
      id: `milestones${number}`,
      head: ['what begins or is seen', 'after power-on'],
      rows: milestones.map(({ what, seconds: at }) => [what, seconds(at)]),
    },
  ];
}

function changeSection(
  { changes }: Pick<ProvenBoot, 'changes'>,
  id: string,
  title: string,
): Section[] {
  const entries = Object.entries(changes ?? {});
  if (entries.length === 0) return [];
  return [
    {
      kind: 'table',
      title,
      id,
      head: ['setting', 'value'],
      rows: entries.map(([path, value]) => [
        machine(path),
        value === null ? 'taken away' : machine(JSON.stringify(value)),
      ]),
    },
  ];
}

/** What was seen of one boot. The number of a further boot keeps anchors apart. */
function seenSections(
  boot: ProvenBoot | FurtherBoot,
  machineName: string,
  number: string,
): Section[] {
  const served: Section = {
    kind: 'table',
    title: `Files that were sent${number === '' ? '' : `, boot ${number}`}`,
    id: `files${number}`,
    head: ['file', 'by', 'size', 'after power-on'],
    rows: boot.files.map(({ path, by, bytes, seconds: at }) => [
      machine(path),
      by.toUpperCase(),
      counted(bytes, 'byte'),
      seconds(at),
    ]),
  };
  const wire = exchangeSection(boot.capture, machineName, {
    title: `On the wire${number === '' ? '' : `, boot ${number}`}`,
    id: `wire${number}`,
  });
  return [
    {
      kind: 'table',
      title: `Stage by stage${number === '' ? '' : `, boot ${number}`}`,
      id: `stages${number}`,
      head: ['stage', 'first sign', 'after power-on'],
      rows: boot.stages.map(({ stage, what, seconds: at }) => [
        machine(stage, `/stages/${stage}/`),
        machine(what),
        seconds(at),
      ]),
    },
    ...milestoneSection(boot, number),
    ...(wire === undefined ? [] : [wire]),
    served,
    {
      kind: 'console',
      title: `The console, at its end${number === '' ? '' : `, boot ${number}`}`,
      id: `console${number}`,
      lines: boot.console,
    },
  ];
}

function furtherSections(boot: FurtherBoot, machineName: string, number: number): Section[] {
  return [
    ...changeSection(boot, `changes${number}`, `What was changed before boot ${number}`),
    ...seenSections(boot, machineName, String(number)),
  ];
}

function subjectSection({ subject }: ProofStatement): Section {
  return {
    kind: 'table',
    title: 'What it holds for',
    id: 'subject',
    intro:
      'Exactly these bytes. When one of these files changes, the proof is gone until the next boot.',
    head: ['file', 'SHA-256'],
    rows: subject.map(({ name, digest }) => [machine(name), machine(digest.sha256)]),
  };
}

function hostWords({ inventory }: Book, id: string): Span {
  return inventory.hosts.has(id) ? machine(id, `/hosts/${id}/`) : machine(id);
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

function day(time: string): string {
  return time.slice(0, 10);
}
