import type { APIRoute } from 'astro';
import { errorsByCode } from '../../generators/catalogue/catalogue.ts';
import { allPages, type PageEntry } from '../book/all.ts';
import { errorHref } from '../book/pages/errors.ts';
import { catalogue } from '../data/catalogue.ts';
import { commandHelp } from '../data/command.ts';
import { lab } from '../data/lab.ts';
import { book } from '../data/site.ts';
import { twinOf } from '../text/twin.ts';

/**
 * The plain text twin of every generated page: `/hosts/web01.txt`. An error is found by its code as well, as printed and in
 * small letters: `/errors/PXE-E32.txt`, `/errors/pxe-e32.txt`; where several programs print one code, one after the other.
 */
export const getStaticPaths = async () => {
  const pages = allPages(book, lab, catalogue, await commandHelp());
  return [
    ...pages.map((entry) => ({
      params: { twin: entry.path.slice(1, -1) },
      props: { entries: [entry] },
    })),
    ...[...errorsByCode(catalogue)].flatMap(([code, errors]) =>
      [...new Set([code, code.toLowerCase()])].map((name) => ({
        params: { twin: `errors/${name}` },
        props: {
          entries: errors.map((error) => pages.find(({ path }) => path === errorHref(error))!),
        },
      })),
    ),
  ];
};

export const GET: APIRoute<{ entries: readonly PageEntry[] }> = ({ props }) =>
  new Response(props.entries.map(({ make }) => twinOf(make())).join('\n\n'), {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
