/** What a thing is; the order is that of equally good answers. */
export const kinds = [
  'error',
  'host',
  'network',
  'boot server',
  'directive',
  'file',
  'stage',
  'model',
  'profile',
  'image',
  'boot route',
  'argument',
  'quirk',
  'drill',
  'fault',
  'proof',
  'problem',
  'list',
] as const;

export type Kind = (typeof kinds)[number];

/** Something with a name of its own, as the browser gets it in /search.json. */
export interface Thing {
  readonly kind: Kind;
  readonly name: string;
  readonly href: string;
  /** A few words beside the name. */
  readonly hint: string;
  /** What it is found by besides its name, in lower case; a MAC as twelve digits, a network as its CIDR. */
  readonly keys: readonly string[];
}

/** A part of a written page, from one heading to the next, as the browser gets it in /search-pages.json. */
export interface Passage {
  /** Title of the page. */
  readonly page: string;
  /** The heading; empty for what stands above the first one. */
  readonly heading: string;
  readonly href: string;
  readonly text: string;
}

/** The twelve digits of a MAC in any usual spelling, also as the name of a file for it (`01-…`); else undefined. */
export function macDigits(text: string): string | undefined {
  const spelled = text.toLowerCase().replace(/^01-(?=(?:[0-9a-f]{2}-){5}[0-9a-f]{2}$)/, '');
  if (
    !/^(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}|[0-9a-f]{6}-?[0-9a-f]{6})$/.test(
      spelled,
    )
  )
    return undefined;
  return spelled.replaceAll(/[^0-9a-f]/g, '');
}
