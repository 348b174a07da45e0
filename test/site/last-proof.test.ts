import { expect, test } from 'vitest';
import { lastProof } from '../../src/book/last-proof.ts';
import { lab } from '../../src/data/lab.ts';

const faults = lab.faults.map((each, index) => ({
  ...each,
  record: { ...each.record!, date: `2026-01-0${index === 0 ? 1 : 2}T00:00:00Z` },
}));

test('the latest of all that a page names', () => {
  const [older, newer] = faults.map(({ fault }) => fault);
  const told = lastProof({ ...lab, faults }, 'content/howto/x.mdx', [older!.id, newer!.id]);
  expect(told).toEqual({
    day: '2026-01-02',
    title: newer!.title,
    href: `/faults/${newer!.id}/`,
  });
  expect(lastProof(lab, 'content/howto/x.mdx', ['nfs-root'])?.href).toBe('/proofs/nfs-root/');
});

test('nothing is claimed of a page that names nothing, and what was never proven is refused', () => {
  expect(lastProof(lab, 'content/howto/x.mdx', [])).toBeUndefined();
  expect(() => lastProof(lab, 'content/howto/x.mdx', ['nfs-rot'])).toThrow(
    /^content\/howto\/x\.mdx: provenBy names 'nfs-rot'/,
  );
  const without = { ...lab, proofs: [] };
  expect(lastProof(without, 'content/howto/x.mdx', ['nfs-root'])).toBeUndefined();
});
