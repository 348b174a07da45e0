import type { APIRoute } from 'astro';
import { sections, writtenPages } from '../components/written.ts';
import { catalogue } from '../data/catalogue.ts';
import { twinHref } from '../data/links.ts';

/** What there is, for programs that read: llmstxt.org's form, with links to the plain text twins. */
export const GET: APIRoute = async () => {
  const pages = await writtenPages();
  const item = (href: string, title: string, words: string | undefined): string =>
    `- [${title}](${twinHref(href)})${words === undefined ? '' : `: ${words}`}`;
  const written = sections.flatMap(({ id, title }) => {
    const here = pages.filter(({ section }) => section === id);
    if (here.length === 0) return [];
    return [
      `## ${title}`,
      '',
      ...here.map((page) => item(page.href, page.title, page.description)),
      '',
    ];
  });
  const errors = [...catalogue.errors.values()].map((entry) =>
    item(`/errors/${entry.id}/`, entry.title, entry.description),
  );
  const lines = [
    '# Bootbook',
    '',
    '> A runbook for network boot: what consoles and logs say when a machine does not boot, the check and the fix for each cause, and configs that have booted a machine.',
    '',
    'Every page has a plain text twin of 80 columns. Commands and addresses on them are those of the site that the book was built for. The index of all twins is [/index.txt](/index.txt).',
    '',
    ...written,
    '## Errors',
    '',
    ...errors,
    '',
    '## Optional',
    '',
    item('/quirks/', 'Quirks', 'hardware that needs something special'),
    item(
      '/faults/',
      'Faults',
      'what the lab can break on purpose, with the words that were printed',
    ),
    item('/proofs/', 'Proofs', 'boots that were seen, for exactly which bytes'),
    item('/hosts/', 'Hosts', 'the machines of this site'),
  ];
  return new Response(`${lines.join('\n')}\n`, {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
};
