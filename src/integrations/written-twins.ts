import type { AstroIntegration } from 'astro';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { twinOfHtml } from '../text/from-html.ts';

/** Writes the plain text twin of each page that has none of its own making: `/howto/add-a-host.txt`. */
export function writtenTwins(): AstroIntegration {
  return {
    name: 'bootbook:written-twins',
    hooks: {
      'astro:build:done': async ({ dir, pages }) => {
        await Promise.all(
          pages.map(async ({ pathname }) => {
            const page = pathname.replace(/\/$/, '');
            const html = new URL(`${page}/index.html`, dir);
            const twin = new URL(`${page}.txt`, dir);
            // What is for paper is there in other forms already.
            if (/^print(?:\/|$)/.test(page)) return;
            if (page === '' || !existsSync(fileURLToPath(html)) || existsSync(fileURLToPath(twin)))
              return;
            await writeFile(twin, twinOfHtml(await readFile(html, 'utf8')));
          }),
        );
      },
    },
  };
}
