import { artifactText } from '../../../generators/artifact.ts';
import { answers, privateAnswers } from '../../../generators/formats/answers/index.ts';
import { checkFormats } from '../../../generators/formats/index.ts';
import { answersNames, type AnswersName } from '../../../generators/inventory/install-schema.ts';
import { readInventory } from '../../../generators/inventory/read.ts';
import { keysOf } from '../../../generators/inventory/reference.ts';
import { installers } from '../../../generators/plan/answers/index.ts';
import { hostMenu } from '../../../generators/plan/menu.ts';
import { planSite } from '../../../generators/plan/plan-site.ts';
import { reasonText } from '../../../generators/reason.ts';
import { joined, machine, marked, type PageContent, type Section, type Words } from '../content.ts';

/*
 * What the keys of `install` become in each installer's own language. Nothing of it is written by hand: a small site with the key,
 * and one without it, are planned and emitted, and what differs is shown.
 */

/** /reference/installs/: the keys of `install`, and each installer's words for them. */
export function installReference(): PageContent {
  return {
    path: '/reference/installs/',
    title: 'Installations, key by key',
    machine: false,
    summary: 'Every key of install, and what each installer is told for it',
    lead: [
      'What ',
      machine('install'),
      ' of a profile holds, from its schema; then, for each installer, its kernel arguments and the lines that a key makes in its answers, as they are emitted.',
    ],
    notices: [],
    chain: { at: 'root' },
    sections: [keys(), ...answersNames.flatMap(installerSections)],
  };
}

const PREFIX = 'install.';

function keys(): Section {
  return {
    kind: 'table',
    title: 'Keys',
    id: 'keys',
    intro:
      'They stand in a profile. Those that differ from machine to machine may stand in a host as well, and win there, key by key: all but answers, source and product. A profile that extends another takes its install as a whole, or has one of its own as a whole, so that each says by itself what it does to a disk.',
    head: ['key', 'type', 'default', 'meaning'],
    rows: keysOf('profiles')
      .filter(({ path }) => path.startsWith(PREFIX))
      .map((key) => [
        machine(key.path.slice(PREFIX.length)),
        key.type,
        key.required ? 'required' : key.default === undefined ? '' : machine(key.default),
        joined(
          [marked(key.meaning), ...(key.example === undefined ? [] : [machine(key.example)])],
          ', such as ',
        ),
      ]),
  };
}

type Values = Readonly<Record<string, unknown>>;

const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)} ops@example.net`;
const OPS = { name: 'ops', sshKeys: [KEY] };
const DISK = { path: '/dev/sda' };

/** What an installation has at least. */
const least = (name: AnswersName): Values => ({
  answers: name,
  source: 'https://mirror.example.net/tree/',
  disk: DISK,
  users: [OPS],
  report: false,
  ...(name === 'agama' && { product: 'openSUSE_Leap' }),
});

/** Each key with a value, as it would be written. */
const given: readonly (readonly [string, Values])[] = [
  ['disk: { serial: S3Z8NB0K123456 }', { disk: { serial: 'S3Z8NB0K123456' } }],
  [
    'disk: { size: { least: 200G, most: 600G } }',
    { disk: { size: { least: '200G', most: '600G' } } },
  ],
  ['layout: { kind: plain, swap: 4G }', { layout: { kind: 'plain', swap: '4G' } }],
  [
    'layout: { kind: lvm, root: 40G, volumes: [{ mount: /var, size: 20G }] }',
    { layout: { kind: 'lvm', root: '40G', volumes: [{ mount: '/var', size: '20G' }] } },
  ],
  [
    'layout: { kind: raid1 }, disk: [{ path: /dev/sda }, { path: /dev/sdb }]',
    { layout: { kind: 'raid1' }, disk: [DISK, { path: '/dev/sdb' }] },
  ],
  [
    'layout: { kind: luks, key: { secret: { env: LUKS } } }',
    { layout: { kind: 'luks', key: { secret: { env: 'LUKS' } } } },
  ],
  ['locale: nl_NL.UTF-8', { locale: 'nl_NL.UTF-8' }],
  ['keyboard: de', { keyboard: 'de' }],
  ['timezone: Europe/Amsterdam', { timezone: 'Europe/Amsterdam' }],
  [
    'users: [{ name: ops, password: { secret: { env: OPS } } }]',
    { users: [{ ...OPS, password: { secret: { env: 'OPS' } } }] },
  ],
  ['users: [{ name: ops, sudo: true }]', { users: [{ ...OPS, sudo: true }] }],
  ['rootKeys: [ssh-ed25519 …]', { rootKeys: [KEY] }],
  ['packages: [curl]', { packages: ['curl'] }],
  ['product: SLES', { product: 'SLES' }],
  ['report: true', { report: true }],
];

function installerSections(name: AnswersName): Section[] {
  const base = emitted(least(name));
  if ('problem' in base) throw new Error(`The sample of ${name} is wrong: ${base.problem}`);
  const { title } = installers[name];
  return [
    {
      kind: 'table',
      title: `${title}: kernel arguments`,
      id: `${name}-arguments`,
      intro: `answers: ${name}. How the installer finds what it is to do: its files are ${[...base.files.keys()].join(', ')}.`,
      head: ['argument', 'why'],
      rows: base.args.map(({ text, why }): Words[] => [machine(text), why]),
    },
    {
      kind: 'console',
      title: `${title}: what each key adds to its files`,
      id: name,
      lines: given.flatMap(([text, values], index) => [
        ...(index === 0 ? [] : ['']),
        `# ${text}`,
        ...added(name, base.files, values),
      ]),
    },
  ];
}

/** The lines that a value makes and the sample does not have; or why this installer cannot be told it. */
function added(name: AnswersName, base: ReadonlyMap<string, string>, values: Values): string[] {
  const sample = emitted({ ...least(name), ...values });
  if ('problem' in sample) return [`(not with this installer) ${sample.problem}`];
  const lines = [...sample.files].flatMap(([file, text]) => {
    const before = new Set((base.get(file) ?? '').split('\n'));
    return text.split('\n').filter((line) => line.trim() !== '' && !before.has(line));
  });
  return lines.length === 0 ? ['(as without it)'] : [...new Set(lines)];
}

interface Emitted {
  /** By name, with their text. */
  readonly files: ReadonlyMap<string, string>;
  readonly args: readonly { readonly text: string; readonly why: string }[];
}

/** What one machine is told whose profile has this `install`, while it is armed. */
function emitted(install: Values): Emitted | { readonly problem: string } {
  const { inventory, problems } = readInventory([
    { path: 'sample.yaml', text: JSON.stringify(site(install)) },
  ]);
  if (inventory === undefined) return { problem: problems[0]!.message };
  const planned = planSite(inventory, Date.parse('2026-01-01T00:00:00Z'));
  const [plan] = planned.plans;
  const wrong = [...planned.problems, ...(plan === undefined ? [] : checkFormats(plan))].find(
    ({ severity }) => severity === 'error',
  );
  if (wrong !== undefined || plan === undefined) return { problem: wrong!.message };
  const files = [...answers.emit(plan), ...[...privateAnswers(plan)].map(({ file }) => file)];
  const { linux } = hostMenu(plan, plan.hosts[0]!).entries[0]!;
  return {
    files: new Map(files.map((file) => [file.path.split('/').at(-1)!, artifactText(file)])),
    args: linux!.args
      .filter(({ value }) => !value.startsWith('BOOTIF='))
      .map(({ value, because }) => ({
        text: value,
        why: because
          .filter(({ kind }) => kind === 'rule')
          .map((reason) => reasonText(reason).replace(/ \[[^\]]*\]$/, ''))
          .join(' '),
      })),
  };
}

function site(install: Values): object {
  const firmware = 'uefi';
  return {
    sites: { sample: { name: 'Sample', domain: 'example.net' } },
    networks: {
      build: {
        site: 'sample',
        cidr: '192.0.2.0/24',
        server: 'boot1',
        dhcp: { mode: 'authoritative' },
      },
    },
    servers: {
      boot1: { site: 'sample', interfaces: { eno1: { network: 'build', address: '192.0.2.2' } } },
    },
    models: { box: { vendor: 'Any', name: 'Box', architecture: 'amd64', firmware } },
    images: { installer: { architecture: 'amd64', kernel: { path: 'images/linux' } } },
    profiles: {
      install: {
        label: 'Install',
        kind: 'installer',
        image: 'installer',
        destructive: true,
        install,
      },
    },
    hosts: {
      host01: {
        model: 'box',
        interfaces: {
          eno1: { mac: '52:54:00:00:00:01', network: 'build', address: '192.0.2.11' },
        },
        profile: 'install',
        armedUntil: '2026-01-02T00:00:00Z',
      },
    },
  };
}
