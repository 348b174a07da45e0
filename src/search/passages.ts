import type { Passage } from './entry.ts';

/** A heading as Astro gives it. */
interface Heading {
  readonly slug: string;
  readonly text: string;
  readonly depth: number;
}

/**
 * Cuts a written page into passages at its headings of the second and third level, as plain text.
 * @param body MDX, with or without front matter
 * @param headings of the rendered page, in its order: they know the anchors
 */
export function passagesOf(
  title: string,
  href: string,
  body: string,
  headings: readonly Heading[],
): Passage[] {
  const cuts = headings.filter(({ depth }) => depth === 2 || depth === 3);
  const parts = outsideFences(body);
  return parts.map(({ heading, lines }, index) => ({
    page: title,
    heading: index === 0 ? '' : (cuts[index - 1]?.text ?? heading),
    href: index === 0 || cuts[index - 1] === undefined ? href : `${href}#${cuts[index - 1]!.slug}`,
    text: plainText(lines.join('\n')),
  }));
}

function outsideFences(body: string): { heading: string; lines: string[] }[] {
  const parts = [{ heading: '', lines: [] as string[] }];
  let fence: string | undefined;
  for (const line of body.replace(/^---\n[^]*?\n---\n/, '').split('\n')) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) {
      if (fence === undefined) fence = mark;
      else if (mark.startsWith(fence)) fence = undefined;
      continue;
    }
    const heading = fence === undefined ? /^#{2,3}\s+(.*)$/.exec(line)?.[1] : undefined;
    if (heading === undefined) parts.at(-1)!.lines.push(line);
    else parts.push({ heading, lines: [] });
  }
  return parts;
}

function plainText(mdx: string): string {
  return (
    mdx
      .replaceAll(/^import\s.*$/gm, '')
      .replaceAll(/<[A-Za-z/][^>]*>/g, ' ')
      .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/^\s*\|?[\s:|-]+\|?\s*$/gm, '')
      .replaceAll(/[*`|]+/g, ' ')
      // Emphasis; underscores inside a word are part of a name.
      .replaceAll(/(?<![A-Za-z0-9_])_([^_]+)_(?![A-Za-z0-9_])/g, '$1')
      .replaceAll(/\s+/g, ' ')
      .trim()
  );
}
