import type { Act, Drill, RepairStep } from '../../../lab/drills/drill.ts';
import {
  link,
  machine,
  marked,
  plain,
  spansOf,
  type PageContent,
  type Section,
} from '../content.ts';

/** /drills/: every bad night that can be practised. */
export function drillList(drills: readonly Drill[]): PageContent {
  return {
    path: '/drills/',
    title: 'Drills',
    machine: false,
    summary: 'Bad nights to be practised on virtual machines, with a clock, hints, and a check',
    lead: 'A small site is brought up in the lab and broken, and you are called. Nothing real is touched.',
    notices: [],
    chain: {},
    sections: [
      {
        kind: 'table',
        title: 'All drills',
        id: 'drills',
        head: ['drill', 'machines'],
        rows: drills.map((drill) => [
          link(drill.title, drillHref(drill)),
          machine(drill.hosts.join(', ')),
        ]),
      },
      {
        kind: 'console',
        title: 'On a Tuesday afternoon',
        id: 'random',
        intro: [
          'Any of them, and it is not said which. ',
          link('Practise on a Tuesday', '/howto/practise-on-a-tuesday/'),
          ' has the rest.',
        ],
        lines: ['$ npx bootbook drill --random'],
      },
    ],
  };
}

/** /drills/<id>/: the call and how to play it; then, for whoever has played it, the hints and the repair. */
export function drillPage(drill: Drill): PageContent {
  const { hosts, hints, repair, after } = drill;
  return {
    path: drillHref(drill),
    title: drill.title,
    machine: false,
    summary: plain(marked(drill.call)),
    lead: marked(drill.call),
    notices: [],
    chain: { failed: drill.stage },
    sections: [
      {
        kind: 'console',
        title: 'Play it',
        id: 'play',
        intro: [
          'Machines: ',
          ...hosts.flatMap((id, index) => [index === 0 ? '' : ', ', machine(id)]),
          '. What follows further down gives it away.',
        ],
        lines: [`$ npx bootbook drill ${drill.id}`],
      },
      {
        kind: 'prose',
        title: 'Hints',
        id: 'hints',
        intro: ['At the prompt, ', machine('hint'), ' gives them one by one.'],
        paragraphs: hints.map(({ says, page }) => [
          ...spansOf(marked(says)),
          ' ',
          link(page, page),
        ]),
      },
      ...repair.map((step, index) => repairSection(step, index)),
      { kind: 'prose', title: 'What it was', id: 'after', paragraphs: [marked(after)] },
      {
        kind: 'console',
        title: 'See the repair',
        id: 'unattended',
        intro:
          'Nobody plays: the steps above are done as they stand here, and it is seen whether they repair it. Each drill runs like this in the tests.',
        lines: [`$ npx bootbook drill ${drill.id} --unattended`],
      },
    ],
  };
}

export function drillHref({ id }: Pick<Drill, 'id'>): string {
  return `/drills/${id}/`;
}

function repairSection(step: RepairStep, index: number): Section {
  const title = index === 0 ? 'The repair' : `Step ${index + 1}`;
  const id = index === 0 ? 'repair' : `step-${index + 1}`;
  const intro = marked(step.why);
  return { kind: 'console', title, id, intro, lines: actLines(step) };
}

/** A step as it is done at the prompt of the drill. */
function actLines(act: Act): string[] {
  if ('run' in act) return ['drill> shell', ...act.run.trim().split('\n'), 'exit'];
  if ('server' in act) return [`drill> server ${act.server} ${act.to}`];
  if ('power' in act) return [`drill> power HOST ${act.power}`];
  if ('wait' in act) return ['drill> machines', `# until each has reached ${act.wait}`];
  if ('fault' in act) return [`$ npx bootbook lab break ${act.fault}`];
  return ['drill> inventory', ...editLines(act), 'drill> publish'];
}

function editLines({ edit, writes = [] }: Extract<Act, { edit: unknown }>): string[] {
  if (typeof edit === 'function') return writes.map((line) => `# ${line}`);
  return Object.entries(edit).map(([path, value]) =>
    value === undefined ? `# take out ${path}` : `# ${path}: ${JSON.stringify(value)}`,
  );
}
