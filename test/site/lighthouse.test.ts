import lighthouse from 'lighthouse';
import { createServer, type AddressInfo } from 'node:net';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { serveDist, type ServedSite } from './served-dist.ts';

const categories = ['performance', 'accessibility', 'best-practices', 'seo'];

/** What is asked of every page, of 100, in each category. */
const LEAST = 95;

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
    const result = await lighthouse(`${site.url}${path}`, {
      port,
      onlyCategories: categories,
      output: 'json',
      logLevel: 'error',
    });
    const { categories: scores, audits } = result!.lhr;
    const notFull = Object.values(audits)
      .filter(
        ({ score, scoreDisplayMode }) =>
          score !== null && score < 0.9 && scoreDisplayMode !== 'informative',
      )
      .map(({ title, displayValue }) => `${title} ${displayValue ?? ''}`);
    for (const category of categories)
      expect(
        Math.round((scores[category]!.score ?? 0) * 100),
        `${category}; what cost points: ${notFull.join('; ')}`,
      ).toBeGreaterThanOrEqual(LEAST);
  });
});
