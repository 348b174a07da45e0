import type { AstroIntegration } from 'astro';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { notForThem } from '../data/pages-left-out.ts';

/*
 * The name of a page can say as much as the page. So the published guide may not even link to an internal one: such a link is
 * found when all pages are written, and the build fails with the pages that have it.
 */

/** Fails a build in which a page leads to one that is not for its readers. */
export function onlyForReaders(): AstroIntegration {
  return {
    name: 'bootbook:only-for-readers',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const hidden = (await notForThem()).map((path) => addressOf(path));
        if (hidden.length === 0) return;
        const folder = fileURLToPath(dir);
        const found = globSync('**/*.html', { cwd: folder }).flatMap((page) => {
          const html = readFileSync(`${folder}/${page}`, 'utf8');
          return hidden
            .filter((address) => linksTo(html, address))
            .map((address) => `${page} links to ${address}`);
        });
        if (found.length === 0) return;
        throw new Error(
          `The published guide names pages that are internal:\n  ${found.join('\n  ')}\nTake the links out, or let one of the two pages say another audience.`,
        );
      },
    },
  };
}

/** `runbooks/our-racks.mdx` → `/runbooks/our-racks` */
function addressOf(path: string): string {
  return `/${path.replace(/(?:\/index)?\.mdx?$/, '')}`;
}

/** With or without a slash, a place on the page, or the ending of its twin. */
function linksTo(html: string, address: string): boolean {
  const start = `href="${address}`;
  for (let at = html.indexOf(start); at >= 0; at = html.indexOf(start, at + 1))
    if (/["/#?.]/.test(html[at + start.length]!)) return true;
  return false;
}
