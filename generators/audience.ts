import { frontMatterOf } from './catalogue/front-matter.ts';
import type { SourceText } from './inventory/yaml-file.ts';

/*
 * Who a page is for. One repo makes two books: the internal wiki, which holds everything, and the published guide, which holds
 * the pages that are for the public and the example inventory in the place of one's own.
 */

export const audiences = ['internal', 'public'] as const;
export type Audience = (typeof audiences)[number];

/** The environment variable that says which book is made. */
export const AUDIENCE_VARIABLE = 'BOOTBOOK_AUDIENCE';

/** Folders of content/ whose pages are about network boot as such. What lies elsewhere is internal until it says otherwise. */
const publicKinds: ReadonlySet<string> = new Set([
  'errors',
  'quirks',
  'runbooks',
  'howto',
  'explain',
  'tutorial',
]);

const PAGE = /(?:^|\/)content\/([^/.]+)/;

/**
 * Which book is wanted.
 * @param asked what BOOTBOOK_AUDIENCE holds; nothing means the internal wiki
 * @throws Error for any other word, since a misspelled one must not publish anything
 */
export function audienceAsked(asked: string | undefined): Audience {
  if (asked === undefined || asked === '') return 'internal';
  const audience = audiences.find((each) => each === asked);
  if (audience !== undefined) return audience;
  throw new Error(
    `${AUDIENCE_VARIABLE} is ${JSON.stringify(asked)}, which is nobody. Write ${audiences.join(' or ')}.`,
  );
}

/**
 * Who a page is for: as its front matter says, else by its kind. A page whose front matter cannot be read, or says neither word,
 * is internal: what is wrong with it is told elsewhere.
 * @param page its path from the root of the repo, and its text
 */
export function audienceOf(page: SourceText): Audience {
  const value = frontMatterOf(page, [])?.data.value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'internal';
  if ('audience' in value) return value.audience === 'public' ? 'public' : 'internal';
  return publicKinds.has(PAGE.exec(page.path)?.[1] ?? '') ? 'public' : 'internal';
}
