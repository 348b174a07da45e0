import type { APIRoute } from 'astro';
import { proofHref } from '../book/pages/proofs.ts';
import { lab } from '../data/lab.ts';

/**
 * The feed of what was proven, the latest first, as Atom (RFC 4287). Addresses are relative to where the book is served, since
 * it does not know that unless it is told.
 */
export const GET: APIRoute = ({ site }) => {
  const base = (site?.href ?? '/').replace(/\/$/, '');
  const proven = lab.proofs
    .map((proof) => ({ boot: proof.predicate.boot, time: proof.predicate.boot.time }))
    .sort((a, b) => (a.time < b.time ? 1 : -1));
  const entries = proven.map(({ boot, time }) =>
    [
      '  <entry>',
      `    <id>${escaped(`urn:bootbook:proof:${boot.scenario}:${time}`)}</id>`,
      `    <title>${escaped(`${boot.scenario}: ${boot.host} booted by ${boot.route}`)}</title>`,
      `    <link href="${escaped(base + proofHref(boot.scenario))}"/>`,
      `    <updated>${escaped(time)}</updated>`,
      `    <summary>${escaped(`Profile ${boot.profile}.`)}</summary>`,
      '  </entry>',
    ].join('\n'),
  );
  const feed = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    '  <id>urn:bootbook:proofs</id>',
    '  <title>Bootbook: what was proven</title>',
    '  <author><name>Bootbook</name></author>',
    `  <link rel="self" href="${escaped(`${base}/feed.xml`)}"/>`,
    `  <updated>${escaped(proven[0]?.time ?? '1970-01-01T00:00:00Z')}</updated>`,
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
