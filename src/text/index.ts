import type { PageContent } from '../book/content.ts';
import { twinHref } from '../data/links.ts';
import { underlined, wrap } from './layout.ts';

/** The index of all text twins, each at the beginning of a line, so that a rescue shell with nothing but curl finds its way. */
export function twinIndex(pages: Iterable<Pick<PageContent, 'path' | 'summary'>>): string {
  const lines = [
    ...underlined('Bootbook', '='),
    ...wrap(
      'Every page as plain text. Each stands at the address below on this server, and the bytes of every emitted file under /raw/<boot server>/<path>.',
    ),
  ];
  let group = '';
  for (const { path, summary } of pages) {
    const [, first] = path.split('/');
    if (first !== group) lines.push('');
    group = first!;
    lines.push(...wrap(summary, `${twinHref(path).padEnd(32)}  `, ' '.repeat(34)));
  }
  return `${lines.join('\n')}\n`;
}
