import lighthouse from 'lighthouse';
import { createServer, type AddressInfo } from 'node:net';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { serveDist, type ServedSite } from './served-dist.ts';

const categories = ['performance', 'accessibility', 'best-practices', 'seo'];

/** What is asked of every page, of 100, in each category. */
const LEAST = 95;

/** Whatever else the machine does makes a page slower, never faster: what it can do is the best of some tries. */
const MOST_TIMES = 3;

/** A port that nobody listens on now: Lighthouse speaks to the browser through it. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.skipIf(!needs('chromium'))('Lighthouse, as a slow phone sees the site', () => {
  let site: ServedSite;
  let browser: Browser;
  let port: number;

  beforeAll(async () => {
    site = await serveDist();
    port = await freePort();
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        `--remote-debugging-port=${port}`,
      ],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test.each(['/', '/hosts/web02/', '/howto/first-pxe-server/'])('%s', async (path) => {
    let best = await measure(path);
    for (let again = 1; again < MOST_TIMES && !enough(best); again++) {
      const next = await measure(path);
      if (next.scores['performance']! > best.scores['performance']!) best = next;
    }
    for (const category of categories)
      expect(
        best.scores[category],
        `${category}; what cost points: ${best.notFull}`,
      ).toBeGreaterThanOrEqual(LEAST);
  });

  interface Measured {
    readonly scores: Readonly<Record<string, number>>;
    readonly notFull: string;
  }

  function enough({ scores }: Measured): boolean {
    return Object.values(scores).every((score) => score >= LEAST);
  }

  async function measure(path: string): Promise<Measured> {
    const result = await lighthouse(`${site.url}${path}`, {
      port,
      onlyCategories: categories,
      output: 'json',
      logLevel: 'error',
    });
    const { categories: found, audits } = result!.lhr;
    const notFull = Object.values(audits)
      .filter(
        ({ score, scoreDisplayMode }) =>
          score !== null && score < 0.9 && scoreDisplayMode !== 'informative',
      )
      .map(({ title, displayValue }) => `${title} ${displayValue ?? ''}`);
    return {
      scores: Object.fromEntries(
        categories.map((each) => [each, Math.round((found[each]!.score ?? 0) * 100)]),
      ),
      notFull: notFull.join('; '),
    };
  }
});
