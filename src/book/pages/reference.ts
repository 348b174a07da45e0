import { problemGroups, type ProblemGroup } from '../../../generators/problem-kinds.ts';
import { keysOf, meaningOf } from '../../../generators/inventory/reference.ts';
import { collectionNames, type CollectionName } from '../../../generators/inventory/schema.ts';
import { installReference } from './answers.ts';
import type { VerbHelp } from '../../data/command.ts';
import {
  joined,
  link,
  machine,
  marked,
  type PageContent,
  type Section,
  type Words,
} from '../content.ts';

/** /reference/: what is looked up rather than read. */
export function referenceList(): PageContent {
  const pages = [
    inventoryReference(),
    installReference(),
    problemReference(),
    commandReference([]),
  ];
  return {
    path: '/reference/',
    title: 'Reference',
    machine: false,
    summary:
      'What is looked up rather than read: the inventory, the command, the lists of this site',
    lead: 'Made from the schemas, from the command itself and from the inventory.',
    notices: [],
    chain: undefined,
    sections: [
      {
        kind: 'table',
        title: 'Reference pages',
        id: 'pages',
        head: ['page', 'what stands there'],
        rows: [
          ...pages.map(({ title, path, summary }) => [link(title, path), summary]),
          [link('Boot routes', '/routes/'), 'Every way to boot, with its option 93 values'],
          [link('The boot chain', '/stages/'), 'The nine stages, and what belongs to each'],
          [link('The inventory, file by file', '/inventory/'), 'The YAML that all else comes from'],
          [link('All as plain text', '/index.txt'), 'For a shell with nothing but curl'],
        ],
      },
    ],
  };
}

/** /reference/inventory/: every key that people may write, out of the schemas that check it. */
export function inventoryReference(): PageContent {
  return {
    path: '/reference/inventory/',
    title: 'The inventory, key by key',
    machine: false,
    summary: 'Every key of the inventory: type, default, meaning, and which value wins',
    lead: [
      'Generated from the schemas that check the inventory. Editors get the same from ',
      machine('/schema/inventory.json', '/schema/inventory.json'),
      '.',
    ],
    notices: [],
    chain: undefined,
    sections: [files(), whichWins(), ...collectionNames.map(collectionSection)],
  };
}

function files(): Section {
  return {
    kind: 'prose',
    title: 'Files',
    id: 'files',
    paragraphs: [
      [
        'Any number of files ending in ',
        machine('.yaml'),
        ' or ',
        machine('.yml'),
        ', in any folders below ',
        machine('content/inventory'),
        '. Each may hold objects of any collection: ',
        machine(collectionNames.join(', ')),
        '. Each object stands under its own id: lower-case letters, digits and inner hyphens, 63 at most.',
      ],
      'YAML 1.2. A MAC may be written in any usual spelling; one of digits alone needs quotes. An object is named elsewhere by its id, and a name that does not exist is a problem.',
    ],
  };
}

function whichWins(): Section {
  return {
    kind: 'table',
    title: 'Which value wins',
    id: 'wins',
    intro:
      'These settings may stand in several places. The place nearest to the host wins: first the host, then its model, then its network, then its site.',
    head: ['key', 'where it may stand', 'what is used'],
    rows: [
      [
        machine('profile, loader, transport, drivers, serial'),
        settingPlaces,
        'the value nearest to the host',
      ],
      [
        machine('args'),
        settingPlaces,
        'all of them, in the order site, network, model, profile, host',
      ],
      [machine('firmware'), [machine('hosts, models')], "the host's, else the model's"],
      [
        machine('extends'),
        [machine('models, profiles')],
        'a key that the object gives itself wins over that of the object it extends, with all that is below it: a profile with an install of its own takes nothing from the other',
      ],
      [
        machine('install'),
        [machine('hosts, profiles')],
        "the host's, key by key, else the profile's",
      ],
    ],
  };
}

const settingPlaces: Words = [
  machine('hosts'),
  ', ',
  machine('models'),
  ', ',
  machine('networks.<id>.defaults'),
  ', ',
  machine('sites.<id>.defaults'),
];

function collectionSection(collection: CollectionName): Section {
  return {
    kind: 'table',
    title: collection,
    id: collection,
    intro: `${meaningOf(collection)}.`,
    head: ['key', 'type', 'default', 'meaning'],
    rows: keysOf(collection).map((key) => [
      machine(key.path),
      key.type,
      key.required ? 'required' : key.default === undefined ? '' : machine(key.default),
      joined(
        [marked(key.meaning), ...(key.example === undefined ? [] : [machine(key.example)])],
        ', such as ',
      ),
    ]),
  };
}

/** /reference/problems/: every kind of problem, out of the list that their codes are taken from. */
export function problemReference(): PageContent {
  return {
    path: '/reference/problems/',
    title: 'Problems',
    machine: false,
    summary: 'Every kind of problem with an inventory: its code, what it means, what to do',
    lead: [
      'What ',
      machine('npx bootbook validate', '/reference/command/#bootbook-validate'),
      ' can report, by the code at the end of its first line. The problem itself says more: the file and the line, what was expected, and what stands there.',
    ],
    notices: [],
    chain: undefined,
    sections: [
      {
        kind: 'prose',
        title: 'Errors and warnings',
        id: 'severity',
        paragraphs: [
          'An error stops a build: nothing is written, and what was built before stays as it is. A warning does not.',
        ],
      },
      ...problemGroups.map(problemSection),
    ],
  };
}

function problemSection({ title, id, kinds }: ProblemGroup): Section {
  return {
    kind: 'table',
    title,
    id,
    head: ['code', 'is', 'what it means', 'what to do'],
    rows: Object.entries(kinds).map(([code, { severity, means, advice }]) => [
      machine(code),
      severity,
      marked(means),
      marked(advice),
    ]),
  };
}

/** /reference/command/: the help of every verb, as the command itself prints it. */
export function commandReference(verbs: readonly VerbHelp[]): PageContent {
  return {
    path: '/reference/command/',
    title: 'The command',
    machine: false,
    summary: 'bootbook and its verbs, as their own --help tells',
    lead: [
      'What ',
      machine('npx bootbook --help'),
      ' and each verb print. What the keys of the inventory mean stands in ',
      link('the inventory, key by key', '/reference/inventory/'),
      '.',
    ],
    notices: [],
    chain: undefined,
    sections: verbs.map(({ name, help }) => ({
      kind: 'console',
      title: name,
      id: name.replaceAll(' ', '-'),
      lines: [`$ npx ${name} --help`, ...help],
    })),
  };
}
