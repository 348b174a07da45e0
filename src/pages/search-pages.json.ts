import type { APIRoute } from 'astro';
import { getCollection, render } from 'astro:content';
import { passagesOf } from '../search/passages.ts';

/** The words of the written pages, for the search field; fetched together with the names. */
export const GET: APIRoute = async () => {
  const pages = await getCollection('docs', ({ data }) => !data.draft);
  const passages = await Promise.all(
    pages.map(async (page) => {
      const { headings } = await render(page);
      return passagesOf(page.data.title, `/${page.id}/`, page.body ?? '', headings);
    }),
  );
  return Response.json(passages.flat());
};
