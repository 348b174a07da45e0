import type { Catalogue } from '../../../generators/catalogue/catalogue.ts';
import type { Cause, ErrorEntry } from '../../../generators/catalogue/error.ts';
import { concerns } from '../../../generators/catalogue/host-values.ts';
import { stages } from '../../../generators/plan/stages.ts';
import type { Book, PlannedHost } from '../../data/book.ts';
import type { FaultEntry } from '../../data/lab.ts';
import { joined, link, machine, marked, type PageContent, type Section } from '../content.ts';
import { provenSection } from '../proven.ts';
import { examples, stepGroups } from '../steps.ts';
import { quirkHref } from './quirks.ts';

/** /errors/: every message, in the order of the boot chain. */
export function errorList({ errors }: Catalogue): PageContent {
  return {
    path: '/errors/',
    title: 'Errors',
    machine: false,
    summary: 'What consoles and logs say when a boot stands still, and what to do about each',
    lead: 'What the console or the log says, stage by stage. Paste it into the field on the front page to be led to the right one.',
    notices: [],
    chain: {},
    sections: stages.flatMap(({ id, title }): Section[] => {
      const here = [...errors.values()].filter(({ stage }) => stage === id);
      if (here.length === 0) return [];
      return [
        {
          kind: 'table',
          title,
          id,
          head: ['what it says', 'who says it', 'most likely'],
          rows: here.map((entry) => [
            machine(entry.title, errorHref(entry)),
            programWords[entry.by],
            entry.causes[0]?.title ?? 'nothing is wrong',
          ]),
        },
      ];
    }),
  };
}

export function errorHref({ id }: Pick<ErrorEntry, 'id'>): string {
  return `/errors/${id}/`;
}

/** Who says it. */
export const programWords: Readonly<Record<ErrorEntry['by'], string>> = {
  'bios-rom': 'BIOS boot ROM',
  uefi: 'UEFI firmware',
  'uefi-http-boot': 'UEFI HTTP Boot',
  'secure-boot': 'Secure Boot',
  shim: 'shim',
  pxelinux: 'PXELINUX',
  grub: 'GRUB',
  ipxe: 'iPXE',
  kernel: 'Linux kernel',
  'initramfs-tools': 'initramfs-tools',
  dracut: 'dracut',
  'debian-installer': "Debian's installer",
  anaconda: 'Anaconda',
  'ubuntu-installer': "Ubuntu's installer",
  windows: 'Windows',
  dnsmasq: 'dnsmasq',
  'isc-dhcpd': 'ISC dhcpd',
  kea: 'Kea',
  'tftpd-hpa': 'tftpd-hpa',
  nginx: 'nginx',
  'nfs-server': 'NFS server',
  bootbook: 'Bootbook',
};

/** /errors/<id>/: the words, then each cause with its check, its fix, its proof and the way back; why comes after. */
export function errorPage(
  book: Book,
  faults: readonly FaultEntry[],
  catalogue: Catalogue,
  entry: ErrorEntry,
): PageContent {
  return {
    path: errorHref(entry),
    title: entry.title,
    machine: false,
    summary: entry.description,
    lead: marked(entry.meaning),
    notices: [],
    chain: { failed: entry.severity === 'normal' ? undefined : entry.stage, at: entry.stage },
    sections: [
      {
        kind: 'console',
        title: entry.where === 'log' ? 'In the log' : 'On the console',
        id: 'printed',
        lines: entry.printed,
      },
      ...overview(entry),
      ...entry.causes.map((cause, index) => causeSection(book, entry, cause, index)),
      ...(entry.escalate === undefined
        ? []
        : [
            {
              kind: 'prose' as const,
              title: 'When to ask for help',
              id: 'escalate',
              paragraphs: [marked(entry.escalate)],
            },
          ]),
      ...(entry.why === ''
        ? []
        : [
            {
              kind: 'written' as const,
              title: 'Why it happens',
              id: 'why',
              collection: 'errors' as const,
              entry: entry.id,
              markdown: entry.why,
            },
          ]),
      seenSection(faults, entry),
      ...hardwareSection(catalogue, entry),
      ...relatedSection(catalogue, entry),
      sourcesSection(entry),
    ],
  };
}

/** Where there are several causes, all of them at a glance. */
function overview({ causes }: ErrorEntry): Section[] {
  if (causes.length < 2) return [];
  return [
    {
      kind: 'prose',
      title: 'What it may be',
      id: 'causes',
      paragraphs: causes.map(({ id, title }, index) => [`${index + 1}. `, link(title, `#${id}`)]),
    },
  ];
}

function causeSection(book: Book, entry: ErrorEntry, cause: Cause, index: number): Section {
  const example = exampleHost(book, entry, cause);
  return {
    kind: 'steps',
    title: entry.causes.length === 1 ? cause.title : `${index + 1}. ${cause.title}`,
    id: cause.id,
    tell: marked(cause.tell),
    groups: stepGroups(book, example, {
      Check: [cause.check],
      Fix: cause.fix,
      'See that it worked': [cause.verify ?? entry.verify],
      'Take it back': [cause.undo ?? entry.undo],
    }),
  };
}

/** A host that it can concern, so that commands show values of this site. */
function exampleHost(book: Book, entry: ErrorEntry, cause: Cause): PlannedHost | undefined {
  const may = examples(book).filter(({ host }) => concerns(entry.machines, host));
  return may.find(({ host }) => concerns(cause.machines, host)) ?? may[0] ?? book.hosts[0];
}

function seenSection(faults: readonly FaultEntry[], { reproduced }: ErrorEntry): Section {
  const proven = 'faults' in reproduced ? provenSection(faults, reproduced.faults) : undefined;
  if (proven !== undefined) return proven;
  const why = 'not' in reproduced ? reproduced.not : 'Its faults were not recorded yet.';
  return {
    kind: 'prose',
    title: 'Seen in the lab',
    id: 'lab',
    paragraphs: [['Not reproduced here. ', why]],
  };
}

function hardwareSection({ quirks }: Catalogue, entry: ErrorEntry): Section[] {
  const named = new Set(entry.causes.flatMap((cause) => cause.quirks));
  const known = [...quirks.values()].filter(
    ({ id, symptoms }) => named.has(id) || symptoms.includes(entry.id),
  );
  if (known.length === 0) return [];
  return [
    {
      kind: 'table',
      title: 'Hardware it is known on',
      id: 'hardware',
      head: ['quirk', 'vendor', 'of'],
      rows: known.map((quirk) => [link(quirk.title, quirkHref(quirk)), quirk.vendor, quirk.of]),
    },
  ];
}

function relatedSection({ errors }: Catalogue, { related }: ErrorEntry): Section[] {
  const others = related.flatMap((id) => errors.get(id) ?? []);
  if (others.length === 0) return [];
  return [
    {
      kind: 'table',
      title: 'Easily mistaken for it',
      id: 'related',
      head: ['what it says', 'who says it'],
      rows: others.map((other) => [machine(other.title, errorHref(other)), programWords[other.by]]),
    },
  ];
}

const confidenceWords = {
  lab: 'Seen in the lab of this book.',
  source: "Read in the program's source or its maker's own words.",
  report: 'Reported by people who met it; not seen here.',
} as const;

/** How well an entry is known, and where it was read. */
export function sourcesSection({
  confidence,
  sources,
}: Pick<ErrorEntry, 'confidence' | 'sources'>): Section {
  return {
    kind: 'prose',
    title: 'Sources',
    id: 'sources',
    intro: confidenceWords[confidence],
    paragraphs: [
      joined(
        sources.map(({ title, href }) => link(title, href)),
        ' · ',
      ),
    ],
  };
}
