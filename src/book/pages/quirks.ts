import type { Catalogue } from '../../../generators/catalogue/catalogue.ts';
import type { Quirk, QuirkMatch } from '../../../generators/catalogue/quirk.ts';
import { doesWords, effectFacts, effectWords } from '../../../generators/plan/quirk-words.ts';
import { stages } from '../../../generators/plan/stages.ts';
import type { Reason } from '../../../generators/reason.ts';
import type { Book, PlannedHost } from '../../data/book.ts';
import type { FaultEntry } from '../../data/lab.ts';
import { entityHref, reasonLink } from '../../data/links.ts';
import {
  joined,
  link,
  machine,
  marked,
  type Fact,
  type PageContent,
  type Section,
  type Words,
} from '../content.ts';
import { provenSection } from '../proven.ts';
import { examples, stepGroups } from '../steps.ts';
import { errorHref, sourcesSection } from './errors.ts';

/** /quirks/: hardware that does not do what the standard says, by what it is a property of. */
export function quirkList({ quirks }: Catalogue): PageContent {
  const groups = Map.groupBy(quirks.values(), ({ of }) => of);
  return {
    path: '/quirks/',
    title: 'Quirks',
    machine: false,
    summary:
      'Firmware, cards, switches and controllers that need something special, and what the plan does about it',
    lead: 'Hardware that needs something special. A model of the inventory that matches gets it by itself.',
    notices: [],
    chain: {},
    sections: [...groups].map(([of, members]) => ({
      kind: 'table',
      title: groupWords[of],
      id: of.replaceAll(' ', '-'),
      head: ['quirk', 'vendor', 'what the plan does'],
      rows: members.map((quirk) => [
        link(quirk.title, quirkHref(quirk)),
        quirk.vendor,
        quirk.effect === undefined ? '' : effectWords(quirk.effect),
      ]),
    })),
  };
}

const groupWords: Readonly<Record<Quirk['of'], string>> = {
  firmware: 'Firmware',
  nic: 'Network cards',
  bmc: 'Management controllers',
  switch: 'Switches',
  storage: 'Storage',
  'boot loader': 'Boot loaders',
  server: 'Servers',
  'virtual machine': 'Virtual machines',
  'operating system': 'Operating systems',
};

export function quirkHref({ id }: Pick<Quirk, 'id'>): string {
  return `/quirks/${id}/`;
}

/** /quirks/<id>/: what one sees, why, what to do, and what the plan does by itself. */
export function quirkPage(
  book: Book,
  catalogue: Catalogue,
  faults: readonly FaultEntry[],
  quirk: Quirk,
): PageContent {
  const stage = stages.find(({ id }) => quirk.stages.includes(id))!.id;
  return {
    path: quirkHref(quirk),
    title: quirk.title,
    machine: false,
    summary: quirk.description,
    lead: marked(quirk.description),
    notices: [],
    chain: { at: stage },
    sections: [
      ...symptomSection(catalogue, quirk),
      workaroundSection(book, quirk),
      effectSection(quirk),
      ...hostSection(book, quirk),
      { kind: 'prose', title: 'Why', id: 'cause', paragraphs: [marked(quirk.cause)] },
      ...(quirk.more === ''
        ? []
        : [
            {
              kind: 'written' as const,
              title: 'More about it',
              id: 'more',
              collection: 'quirks' as const,
              entry: quirk.id,
              markdown: quirk.more,
            },
          ]),
      {
        kind: 'facts',
        title: 'Which hardware',
        id: 'hardware',
        facts: [
          fact('vendor', quirk.vendor),
          fact('seen on', joined(quirk.seenOn.map(marked), '; ')),
          ...matchFacts(quirk.match),
        ],
      },
      labSection(faults, quirk),
      sourcesSection(quirk),
    ],
  };
}

function fact(name: string, value: Words): Fact {
  return { name, value, because: [] };
}

function symptomSection({ errors }: Catalogue, { symptoms, seen }: Quirk): Section[] {
  const known = symptoms.flatMap((id) => errors.get(id) ?? []);
  const base = { title: 'What one sees', id: 'symptoms' };
  if (known.length > 0)
    return [
      {
        ...base,
        kind: 'table',
        ...(seen === undefined ? {} : { intro: marked(seen) }),
        head: ['what it says', 'most likely otherwise'],
        rows: known.map((entry) => [
          machine(entry.title, errorHref(entry)),
          entry.causes[0]?.title ?? '',
        ]),
      },
    ];
  return seen === undefined ? [] : [{ ...base, kind: 'prose', paragraphs: [marked(seen)] }];
}

function workaroundSection(book: Book, quirk: Quirk): Section {
  const { check, workaround, verify, undo } = quirk;
  return {
    kind: 'steps',
    title: 'What to do',
    id: 'workaround',
    groups: stepGroups(book, exampleHost(book, quirk), {
      Check: [check],
      'Work around it': workaround,
      'See that it worked': [verify],
      'Take it back': [undo],
    }),
  };
}

/** A host that has it, or else any: commands show values of this site. */
function exampleHost(book: Book, { id }: Quirk): PlannedHost | undefined {
  const hosts = examples(book);
  return hosts.find(({ host }) => host.quirks.some(({ quirk }) => quirk.id === id)) ?? hosts[0];
}

function effectSection({ id, effect, match }: Quirk): Section {
  const base = { title: 'What the plan does about it', id: 'effect' };
  if (effect === undefined)
    return {
      ...base,
      kind: 'prose',
      paragraphs: [
        'Nothing by itself: what helps cannot be said in a config of the boot server, or not for every machine.',
      ],
    };
  const named: Words = [
    'A model, a network or a host can be told that it has it: ',
    machine(`quirks: [${id}]`),
    '.',
  ];
  return {
    ...base,
    kind: 'facts',
    intro:
      match === undefined
        ? named
        : [
            'A model that matches gets this by itself, unless it declines with a reason: ',
            machine('declined:'),
            '.',
          ],
    facts: effectFacts(effect).map(([name, value]) => fact(name, machine(value))),
  };
}

/** The machines of the inventory that have it, why they are taken to, and what it does there. */
function hostSection({ plans }: Book, quirk: Quirk): Section[] {
  const rows = plans.flatMap((plan) =>
    plan.hosts.flatMap((host) =>
      host.quirks
        .filter((had) => had.quirk.id === quirk.id)
        .map((had): Words[] => [
          machine(host.host.id, entityHref('hosts', host.host.id)),
          machine(host.model.id, entityHref('models', host.model.id)),
          joined(had.because.filter(({ kind }) => kind !== 'quirk').map(reasonWords), '; '),
          doesWords(had, { plan, host }),
        ]),
    ),
  );
  if (rows.length === 0)
    return quirk.match === undefined
      ? []
      : [
          {
            kind: 'prose',
            title: 'Hosts that have it',
            id: 'hosts',
            paragraphs: ['None of the inventory.'],
          },
        ];
  return [
    {
      kind: 'table',
      title: 'Hosts that have it',
      id: 'hosts',
      head: ['host', 'model', 'known by', 'what it does there'],
      rows,
    },
  ];
}

function reasonWords(reason: Reason): Words {
  const { href, words } = reasonLink(reason);
  return href === undefined ? words : link(words, href);
}

function matchFacts(match: QuirkMatch | undefined): Fact[] {
  if (match === undefined) return [];
  const { vendor, model, nic, pci, firmware, architecture, loader, firmwareVersion } = match;
  const version =
    firmwareVersion === undefined
      ? undefined
      : [
          ...(firmwareVersion.from === undefined ? [] : [`from ${firmwareVersion.from}`]),
          ...(firmwareVersion.below === undefined ? [] : [`before ${firmwareVersion.below}`]),
        ];
  const keys: [string, readonly string[] | undefined][] = [
    ['matches vendor', vendor],
    ['matches model', model],
    ['matches card', nic],
    ['matches PCI id', pci],
    ['matches firmware', firmware],
    ['matches architecture', architecture],
    ['matches boot loader', loader],
    ['matches firmware version', version],
  ];
  return keys.flatMap(([name, values]) =>
    values === undefined ? [] : [fact(name, machine(values.join(', ')))],
  );
}

/** When it was last proven; without a fault of the lab, it rests on its sources alone. */
function labSection(faults: readonly FaultEntry[], quirk: Quirk): Section {
  return (
    provenSection(faults, quirk.faults) ?? {
      kind: 'prose',
      title: 'Seen in the lab',
      id: 'lab',
      paragraphs: ['Not proven here: it rests on the sources below.'],
    }
  );
}
