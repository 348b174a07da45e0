import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dist, fileFor } from './served-dist.ts';

const built = (name: string): string => readFileSync(join(dist, name), 'utf8');

describe('lists for programs', () => {
  test('llms.txt leads to twins that exist', () => {
    const links = [...built('llms.txt').matchAll(/\]\((\/[^)]+)\)/g)].map(([, href]) => href!);
    expect(links.length).toBeGreaterThan(100);
    expect(links.filter((href) => fileFor(href) === undefined)).toEqual([]);
  });

  test('index.txt names every twin once, and each exists', () => {
    const twins = [...built('index.txt').matchAll(/^(\/\S+\.txt) /gm)].map(([, href]) => href!);
    expect(new Set(twins).size).toBe(twins.length);
    expect(twins.filter((href) => fileFor(href) === undefined)).toEqual([]);
  });

  test('an error is found by the code that the screen shows', () => {
    expect(built('errors/PXE-E32.txt')).toMatch(/^PXE-E32/);
    expect(built('errors/pxe-e32.txt')).toBe(built('errors/PXE-E32.txt'));
  });

  test('the feed has what was changed and each proof, the latest first, and leads to pages', () => {
    const feed = built('feed.xml');
    const links = [...feed.matchAll(/<link href="([^"]+)"/g)].map(([, href]) => href!);
    expect(links.filter((href) => fileFor(href) === undefined)).toEqual([]);
    const times = [...feed.matchAll(/<updated>([^<]+)<\/updated>/g)].map(([, time]) => time!);
    expect(times.slice(1)).toEqual(times.slice(1).toSorted().toReversed());
    expect(times.length).toBeGreaterThan(20);
  });
});
