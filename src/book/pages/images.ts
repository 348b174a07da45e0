import type { Image } from '../../../generators/inventory/inventory.ts';
import { imageFiles } from '../../../generators/plan/images.ts';
import type { Book } from '../../data/book.ts';
import { entityHref } from '../../data/links.ts';
import { counted, joined, machine, type Fact, type PageContent } from '../content.ts';
import { factsOf, writtenIn } from '../facts.ts';
import { architectureName, firmwareName, sourceWords } from '../words.ts';

/** /images/: every kernel with its initrds. */
export function imageList(book: Book): PageContent {
  const images = [...book.inventory.images.values()];
  return {
    path: '/images/',
    title: 'Images',
    machine: false,
    summary: `All ${counted(images.length, 'image')}: kernels and initrds, and where they come from`,
    lead: 'Kernels and initrds, and where they come from.',
    notices: [],
    chain: { at: 'kernel' },
    sections: [
      {
        kind: 'table',
        title: 'All images',
        id: 'images',
        head: ['image', 'architecture', 'signed', 'starts under', 'profiles'],
        rows: images.map((image) => [
          machine(image.id, entityHref('images', image.id)),
          architectureName[image.architecture],
          image.signed ? 'yes' : 'no',
          image.firmware.map((each) => firmwareName[each]).join('; '),
          joined(
            profilesWith(book, image).map((id) => machine(id, entityHref('profiles', id))),
            ', ',
          ),
        ]),
      },
    ],
  };
}

/** /images/<id>/: one kernel with its initrds. */
export function imagePage(book: Book, id: string): PageContent {
  const image = book.inventory.images.get(id)!;
  const profiles = profilesWith(book, image);
  return {
    path: entityHref('images', id),
    title: id,
    machine: true,
    summary: `${image.architecture}, ${image.signed ? 'signed' : 'not signed'}, used by ${counted(profiles.length, 'profile')}`,
    lead: joined(
      [
        architectureName[image.architecture],
        image.signed ? 'signed for Secure Boot' : 'not signed',
      ],
      ' · ',
    ),
    notices: [],
    chain: { at: 'kernel' },
    sections: [
      { kind: 'facts', title: 'What is said of it', id: 'facts', facts: facts(image) },
      {
        kind: 'table',
        title: 'Files',
        id: 'files',
        intro: ['Below ', machine('/srv/tftp'), ' on the boot server.'],
        head: ['file', 'comes from'],
        rows: imageFiles(image).map(({ path, source }) => [machine(path), sourceWords(source)]),
      },
      {
        kind: 'table',
        title: 'Profiles that use it',
        id: 'profiles',
        head: ['profile', 'in the menu'],
        rows: profiles.map((each) => [
          machine(each, entityHref('profiles', each)),
          book.inventory.profiles.get(each)!.label,
        ]),
      },
    ],
  };
}

function profilesWith({ inventory }: Book, { id }: Image): string[] {
  return [...inventory.profiles.values()]
    .filter(({ image }) =>
      typeof image === 'string' ? image === id : Object.values(image ?? {}).includes(id),
    )
    .map((profile) => profile.id);
}

function facts(image: Image): Fact[] {
  const { memory } = image;
  return [
    ...factsOf(image, [
      ['architecture', architectureName[image.architecture], 'architecture'],
      [
        'signed',
        image.signed
          ? 'yes: shim accepts the kernel under Secure Boot'
          : 'no: Secure Boot refuses the kernel',
        'signed',
      ],
      ['starts under', image.firmware.map((each) => firmwareName[each]).join('; '), 'firmware'],
      ['needs', memory === undefined ? undefined : `${memory} MiB of memory`, 'memory'],
    ]),
    writtenIn(image),
  ];
}
