import type { APIRoute } from 'astro';
import { allPages } from '../book/all.ts';
import type { PageContent } from '../book/content.ts';
import { writtenPages, type WrittenPage } from '../components/written.ts';
import { catalogue } from '../data/catalogue.ts';
import { commandHelp, type VerbHelp } from '../data/command.ts';
import { lab } from '../data/lab.ts';
import { book } from '../data/site.ts';
import { twinIndex } from '../text/index.ts';

/** The index of all text twins. Pages are made one after the other, and only their summaries are kept. */
function* summaries(
  written: readonly WrittenPage[],
  verbs: readonly VerbHelp[],
): Generator<Pick<PageContent, 'path' | 'summary'>> {
  for (const { href, title } of written) yield { path: href, summary: title };
  for (const { path, make } of allPages(book, lab, catalogue, verbs))
    yield { path, summary: make().summary };
}

export const GET: APIRoute = async () =>
  new Response(twinIndex(summaries(await writtenPages(), await commandHelp())), {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
