import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dist, fileFor } from './served-dist.ts';

/** Links and assets of a page, with the page's own address in front of what is relative. */
function targetsOf(html: string, page: string): URL[] {
  // What stands in a listing is text; only attributes of tags are links.
  const attributes = html.matchAll(/<[a-z][^>]*?\s(?:href|src)="([^"]*)"/g);
  return [...attributes].map(
    ([, target]) => new URL(target!.replaceAll('&amp;', '&'), `http://site${page}`),
  );
}

const pages = globSync('**/*.html', { cwd: dist }).map((file) => {
  const address = `/${file.replace(/(?:^|(?<=\/))index\.html$/, '')}`;
  return { address, html: readFileSync(join(dist, file), 'utf8') };
});
const ids = new Map(
  pages.map(({ address, html }) => [
    address,
    new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!)),
  ]),
);

/** Archives are written after the pages; a site that was built without them has no folder for them. */
const withArchives = globSync('bundle/*', { cwd: dist }).length > 0;

describe('links of the built site', () => {
  test('there are pages to look at', () => {
    expect(pages.length).toBeGreaterThan(80);
  });

  test('every internal link leads to a page, and to an anchor that is there', () => {
    const broken = new Set<string>();
    for (const { address, html } of pages) {
      for (const url of targetsOf(html, address)) {
        if (url.origin !== 'http://site') continue;
        if (!withArchives && url.pathname.startsWith('/bundle/')) continue;
        const anchor = decodeURIComponent(url.hash.slice(1));
        const there = fileFor(url.pathname) !== undefined;
        const anchors = ids.get(url.pathname);
        if (!there) broken.add(`${address} → ${url.pathname}`);
        else if (anchor !== '' && anchors !== undefined && !anchors.has(anchor))
          broken.add(`${address} → ${url.pathname}#${anchor}`);
      }
    }
    expect([...broken]).toEqual([]);
  });

  test('no page takes anything from elsewhere: scripts, styles, pictures and fonts are its own', () => {
    for (const { address, html } of pages) {
      const loaded = html.matchAll(
        /<(?:script|img|iframe|link)\b[^>]*?\s(?:src|href)="(https?:[^"]*)"/g,
      );
      expect(
        [...loaded].map(([, url]) => url),
        address,
      ).toEqual([]);
    }
  });

  test('every generated page names its twin, and the twin is there', () => {
    const generated = pages.filter(({ address }) =>
      /^\/(?:hosts|networks|servers|models|profiles|images|routes|stages|inventory|files)\//.test(
        address,
      ),
    );
    expect(generated.length).toBeGreaterThan(60);
    for (const { address, html } of generated) {
      const twin = `${address.replace(/\/$/, '')}.txt`;
      expect(html, address).toContain(`<link rel="alternate" type="text/plain" href="${twin}"`);
      expect(fileFor(twin), twin).toBeDefined();
    }
  });

  test('every address that the index of twins names is there', () => {
    const index = readFileSync(join(dist, 'index.txt'), 'utf8');
    const addresses = [...index.matchAll(/^(\/\S+\.txt)/gm)].map(([, address]) => address!);
    expect(addresses.length).toBeGreaterThan(60);
    expect(addresses.filter((address) => fileFor(address) === undefined)).toEqual([]);
  });
});
