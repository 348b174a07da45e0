import { wrote, type Profile } from '../../../generators/inventory/inventory.ts';
import { installers } from '../../../generators/plan/answers/index.ts';
import { secretPlaceText } from '../../../generators/secret-place.ts';
import type { Book } from '../../data/book.ts';
import { entityHref } from '../../data/links.ts';
import {
  counted,
  joined,
  machine,
  marked,
  type Fact,
  type Notice,
  type PageContent,
  type Section,
  type Span,
  type Words,
} from '../content.ts';
import { factsOf, writtenIn } from '../facts.ts';
import { hostLink, sourceWords, timeText } from '../words.ts';
import { hostTable } from './hosts.ts';

const kindWords: Readonly<Record<Profile['kind'], string>> = {
  local: 'boots the local disk',
  installer: 'installs a system',
  image: 'writes an image onto a disk',
  rescue: 'starts a rescue system',
  memtest: 'tests the memory',
  'nfs-root': 'runs with its root file system on NFS',
  live: 'runs a live system in memory',
};

/** /profiles/: all that a host may boot into. */
export function profileList(book: Book): PageContent {
  const profiles = [...book.inventory.profiles.values()];
  return {
    path: '/profiles/',
    title: 'Profiles',
    machine: false,
    summary: `All ${counted(profiles.length, 'profile')}: what a host may boot into`,
    lead: 'What a host boots into. Without a word in the inventory, that is its local disk.',
    notices: [],
    chain: undefined,
    sections: [
      {
        kind: 'table',
        title: 'All profiles',
        id: 'profiles',
        head: ['profile', 'in the menu', 'what it does', 'may erase disks', 'hosts now'],
        rows: profiles.map((profile) => [
          machine(profile.id, entityHref('profiles', profile.id)),
          profile.label,
          kindWords[profile.kind],
          profile.destructive ? 'yes, while armed' : 'no',
          String(hostsOn(book, profile).length),
        ]),
      },
    ],
  };
}

/** /profiles/<id>/: one profile, who boots it, and from whom it is withheld. */
export function profilePage(book: Book, id: string): PageContent {
  const profile = book.inventory.profiles.get(id)!;
  const hosts = hostsOn(book, profile);
  const withheld = book.hosts.filter(({ host }) => host.withheld?.value.id === id);
  return {
    path: entityHref('profiles', id),
    title: profile.label,
    machine: false,
    summary: `${id}: ${kindWords[profile.kind]}, ${counted(hosts.length, 'host')} now`,
    lead: joined(
      [machine(id), kindWords[profile.kind], `${counted(hosts.length, 'host')} now`],
      ' · ',
    ),
    notices: destructiveNotice(profile),
    chain: { at: 'root' },
    sections: [
      { kind: 'facts', title: 'What it loads', id: 'facts', facts: facts(profile) },
      { ...hostTable('Hosts that boot it now', hosts), id: 'hosts' },
      ...(profile.destructive ? [withheldTable(withheld)] : []),
    ],
  };
}

function destructiveNotice(profile: Profile): Notice[] {
  if (!profile.destructive) return [];
  return [
    {
      kind: 'withheld',
      title: 'May overwrite disks',
      words: marked(
        'It counts only on a host whose `armedUntil` lies ahead. On all others the local disk boots.',
      ),
      because: [wrote(profile, 'destructive')],
    },
  ];
}

function withheldTable(hosts: readonly Book['hosts'][number][]): Section {
  return {
    kind: 'table',
    title: 'Hosts from which it is withheld',
    id: 'withheld',
    intro: 'They ask for it but are not armed, or not any more, so they boot their local disk.',
    head: ['host', 'armed until'],
    rows: hosts.map(({ host: { host } }) => [
      hostLink(host),
      host.armedUntil === undefined ? 'never' : timeText(host.armedUntil),
    ]),
  };
}

function hostsOn({ hosts }: Book, profile: Profile): Book['hosts'][number][] {
  return hosts.filter(({ host }) => host.profile.value.id === profile.id);
}

function facts(profile: Profile): Fact[] {
  const { image, args, preseed, userPassword, install, nfs, write } = profile;
  const images: readonly (readonly [string, Words | undefined, ...string[]])[] =
    typeof image === 'string'
      ? [['image', imageLink(image), 'image']]
      : Object.entries(image ?? {}).map(([architecture, id]) => [
          `image, ${architecture}`,
          id && imageLink(id),
          'image',
          architecture,
        ]);
  return [
    ...factsOf(profile, [
      ['in the menu', profile.label, 'label'],
      ['kind', profile.kind, 'kind'],
      ...images,
      ['kernel arguments', args && machine(args.join(' ')), 'args'],
      ['answers from', preseed && machine(preseed), 'preseed'],
      [
        'password of the first user',
        userPassword && ['a secret, from ', machine(secretPlaceText(userPassword.secret))],
        'userPassword',
      ],
      ['installs by', install && installers[install.answers].title, 'install', 'answers'],
      ['from', install?.source && machine(install.source), 'install', 'source'],
      ['layout', install?.layout.kind, 'install', 'layout'],
      [
        'users',
        install && machine(install.users.map(({ name }) => name).join(', ')),
        'install',
        'users',
      ],
      [
        'packages',
        install && install.packages.length > 0 ? machine(install.packages.join(' ')) : undefined,
        'install',
        'packages',
      ],
      ['writes', write && sourceWords(write.file), 'write', 'file'],
      ['as', write?.form, 'write', 'form'],
      ['onto', write && machine(write.disk), 'write', 'disk'],
      ['NFS root', nfs && machine(`${nfs.server ?? ''}:${nfs.path}`), 'nfs'],
      [
        'extends',
        profile.extends && machine(profile.extends, entityHref('profiles', profile.extends)),
        'extends',
      ],
    ]),
    writtenIn(profile),
  ];
}

function imageLink(id: string): Span {
  return machine(id, entityHref('images', id));
}
