import { getCollection } from 'astro:content';

/** The kinds of written page, in the order of the book. */
export const sections = [
  { id: 'runbooks', title: 'Runbooks', kind: 'runbook' },
  { id: 'tutorial', title: 'Tutorial', kind: 'tutorial' },
  { id: 'howto', title: 'HOWTOs', kind: 'HOWTO' },
  { id: 'explain', title: 'Explanations', kind: 'explanation' },
  { id: 'reference', title: 'Reference', kind: 'reference' },
] as const;

export type SectionId = (typeof sections)[number]['id'];

/** A page that somebody wrote. */
export interface WrittenPage {
  readonly id: string;
  readonly href: string;
  readonly title: string;
  /** What it is called where there is little room. */
  readonly label: string;
  readonly description: string | undefined;
  readonly section: SectionId;
}

const order = sections.map(({ id }) => id);

/** Every written page in the order of the book: by section, then as `sidebar.order` says, then by address. */
export async function writtenPages(): Promise<WrittenPage[]> {
  const entries = await getCollection('docs', ({ data }) => !data.draft);
  return entries
    .map(({ id, data }) => ({
      page: {
        id,
        href: `/${id}/`,
        title: data.title,
        label: data.sidebar.label ?? data.title,
        description: data.description,
        section: sectionOf(id),
      },
      rank: data.sidebar.order ?? Number.MAX_SAFE_INTEGER,
    }))
    .sort(
      (a, b) =>
        order.indexOf(a.page.section) - order.indexOf(b.page.section) ||
        a.rank - b.rank ||
        (a.page.id < b.page.id ? -1 : 1),
    )
    .map(({ page }) => page);
}

function sectionOf(id: string): SectionId {
  const folder = id.split('/')[0];
  const section = order.find((each) => each === folder);
  if (section === undefined)
    throw new Error(`content/${id}: a written page lies in one of ${order.join(', ')}.`);
  return section;
}
