import type { APIRoute } from 'astro';
import { allPages, type PageEntry } from '../book/all.ts';
import { commandHelp } from '../data/command.ts';
import { lab } from '../data/lab.ts';
import { book } from '../data/site.ts';
import { twinOf } from '../text/twin.ts';

/** The plain text twin of every generated page: `/hosts/web01.txt`. */
export const getStaticPaths = async () =>
  allPages(book, lab, await commandHelp()).map((entry) => ({
    params: { twin: entry.path.slice(1, -1) },
    props: { entry },
  }));

export const GET: APIRoute<{ entry: PageEntry }> = ({ props }) =>
  new Response(twinOf(props.entry.make()), {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
