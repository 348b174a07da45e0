import type { APIRoute } from 'astro';
import { proofHref } from '../book/pages/proofs.ts';
import { changesOf } from '../data/changes.ts';
import { lab } from '../data/lab.ts';

interface Entry {
  readonly id: string;
  readonly time: string;
  readonly title: string;
  readonly href: string;
  readonly summary: string;
}

/** As many pages are named of one change. */
const MOST_PAGES = 8;

/**
 * The feed of what was changed and of what was proven, the latest first, as Atom (RFC 4287). Addresses are relative to where the
 * book is served, since it does not know that unless it is told.
 */
export const GET: APIRoute = ({ site }) => {
  const base = (site?.href ?? '/').replace(/\/$/, '');
  const proven = lab.proofs.map(({ predicate: { boot } }): Entry => {
    const { scenario, time, host, route, profile } = boot;
    return {
      ...{ id: `urn:bootbook:proof:${scenario}:${time}`, time, href: proofHref(scenario) },
      ...{ title: `${scenario}: ${host} booted by ${route}`, summary: `Profile ${profile}.` },
    };
  });
  const changed = changesOf(process.cwd()).map(({ id, time, title, pages }): Entry => {
    const more = pages.length - MOST_PAGES;
    return {
      ...{ id: `urn:bootbook:change:${id}`, time, title, href: pages[0] ?? '/' },
      summary: [...pages.slice(0, MOST_PAGES), ...(more > 0 ? [`and ${more} more`] : [])].join(' '),
    };
  });
  const all = [...proven, ...changed].sort((a, b) =>
    a.time === b.time ? (a.id < b.id ? -1 : 1) : a.time < b.time ? 1 : -1,
  );
  const entries = all.map(({ id, time, title, href, summary }) =>
    [
      '  <entry>',
      `    <id>${escaped(id)}</id>`,
      `    <title>${escaped(title)}</title>`,
      `    <link href="${escaped(base + href)}"/>`,
      `    <updated>${escaped(time)}</updated>`,
      `    <summary>${escaped(summary)}</summary>`,
      '  </entry>',
    ].join('\n'),
  );
  const feed = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    // The name that it has had from the beginning: to readers another one would be another feed.
    '  <id>urn:bootbook:proofs</id>',
    '  <title>Bootbook: what was changed and proven</title>',
    '  <author><name>Bootbook</name></author>',
    `  <link rel="self" href="${escaped(`${base}/feed.xml`)}"/>`,
    `  <updated>${escaped(all[0]?.time ?? '1970-01-01T00:00:00Z')}</updated>`,
    ...entries,
    '</feed>',
  ];
  return new Response(`${feed.join('\n')}\n`, {
    headers: { 'content-type': 'application/atom+xml; charset=utf-8' },
  });
};

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
