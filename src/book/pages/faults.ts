import { stages } from '../../../generators/plan/stages.ts';
import type { Fault, Step } from '../../../lab/faults/fault.ts';
import type { FaultRecord, RecordedSymptom } from '../../../lab/faults/record.ts';
import type { FaultEntry } from '../../data/lab.ts';
import { link, machine, type PageContent, type Section, type Words } from '../content.ts';

/** /faults/: everything that the lab can break, in the order of the boot chain. */
export function faultList(entries: readonly FaultEntry[]): PageContent {
  return {
    path: '/faults/',
    title: 'Faults',
    machine: false,
    summary: 'What the lab can break on purpose, and the words that console and log say then',
    lead: 'Each of these was made on a healthy machine, and its words were taken from the console or the log as they came.',
    notices: [],
    chain: {},
    sections: stages.flatMap(({ id, title }): Section[] => {
      const here = entries.filter(({ fault }) => fault.stage === id);
      if (here.length === 0) return [];
      return [
        {
          kind: 'table',
          title,
          id,
          head: ['fault', 'what one sees'],
          rows: here.map(({ fault, record }) => [
            link(fault.title, faultHref(fault)),
            record === undefined ? '' : machine(firstSeen(record).line),
          ]),
        },
      ];
    }),
  };
}

/** /faults/<id>/: what one sees first, then what was broken, how to make it and how to take it back. */
export function faultPage({ fault, record }: FaultEntry): PageContent {
  return {
    path: faultHref(fault),
    title: fault.title,
    machine: false,
    summary: record === undefined ? fault.summary : firstSeen(record).line,
    lead: fault.summary,
    notices: [],
    chain: { failed: fault.stage },
    sections: [
      ...(record === undefined ? [] : seenSections(record)),
      {
        kind: 'console',
        title: 'See it yourself',
        id: 'try',
        intro: 'A virtual machine, on the files that are offered here. Nothing else is touched.',
        lines: [`$ npx bootbook build && npx bootbook lab fault ${fault.id}`],
      },
      ...stepSections(fault),
    ],
  };
}

export function faultHref({ id }: Pick<Fault, 'id'>): string {
  return `/faults/${id}/`;
}

function seenSections(record: FaultRecord): Section[] {
  const packages = Object.entries(record.versions).map(([name, version]) => `${name} ${version}`);
  return [
    {
      kind: 'table',
      title: 'What one sees',
      id: 'symptoms',
      head: ['words', 'where', 'after power-on'],
      rows: consoleFirst(record).map(({ line, where, from, seconds }) => [
        machine(line),
        where === 'log' ? ['log of ', machine(from)] : ['console, ', machine(from)],
        `${Math.round(seconds)} s`,
      ]),
    },
    { kind: 'console', title: 'The console, at its end', id: 'console', lines: record.console },
    { kind: 'console', title: 'The logs, at their end', id: 'log', lines: record.log },
    {
      kind: 'facts',
      title: 'Seen',
      id: 'seen',
      facts: [
        { name: 'on', value: record.date.slice(0, 10), because: [] },
        { name: 'host', value: machine(record.host, `/hosts/${record.host}/`), because: [] },
        { name: 'with', value: packages.join(', '), because: [] },
      ],
    },
  ];
}

/** What a person in front of the machine sees comes before what the server writes down. */
function consoleFirst({ symptoms }: FaultRecord): RecordedSymptom[] {
  return symptoms.toSorted((a, b) => Number(a.where === 'log') - Number(b.where === 'log'));
}

function firstSeen(record: FaultRecord): RecordedSymptom {
  return consoleFirst(record)[0]!;
}

function stepSections(fault: Fault): Section[] {
  const broken = fault.break.flatMap(stepLines);
  const inMachine = Object.entries(fault.machine ?? {}).map(
    ([name, value]) => `the machine has ${name} ${JSON.stringify(value)}`,
  );
  if (fault.reset !== undefined)
    inMachine.push(`the machine is reset when a log first says ${fault.reset}`);
  const sections: Section[] = [
    {
      kind: 'console',
      title: 'What is broken',
      id: 'broken',
      intro: stepIntro,
      lines: [...broken, ...inMachine.map((each) => `# ${each}`)],
    },
  ];
  if (fault.mend.length > 0)
    sections.push({
      kind: 'console',
      title: 'What takes it back',
      id: 'mended',
      lines: fault.mend.flatMap(stepLines),
    });
  return sections;
}

const stepIntro: Words = [
  'On the boot server, before the machine is switched on. ',
  machine('$HOST, $MAC, $BOOTIF, $TAP, $BRIDGE, $BOOTFILE, $KERNEL'),
  ' and ',
  machine('$INITRD'),
  ' stand for those of the host.',
];

/** A step as a person would type it on a real boot server. */
function stepLines(step: Step): string[] {
  if (typeof step === 'string') return step.split('\n');
  if ('run' in step) return [`# on ${step.on}:`, ...step.run.split('\n')];
  const [[verb, server]] = Object.entries(step) as [[string, string]];
  return [`systemctl ${verb} ${server}`];
}
