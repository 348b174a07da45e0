import { readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultRecord } from '../../lab/faults/record.ts';
import { needs } from '../support/needs.ts';
import { serveDist, type ServedSite } from './served-dist.ts';

/** What the console of a machine printed in the lab, while a firewall dropped TFTP. */
const blocked = JSON.parse(
  readFileSync(new URL('../../lab/faults/seen/tftp-blocked.json', import.meta.url), 'utf8'),
) as FaultRecord;

describe.skipIf(!needs('chromium'))('the field on the front page', () => {
  let site: ServedSite;
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];

  beforeAll(async () => {
    site = await serveDist();
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    page = await browser.newPage({ baseURL: site.url });
    await page.goto('/', { waitUntil: 'networkidle' });
    page.on('request', (request) => requests.push(request.url()));
  });

  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const paste = async (text: string): Promise<void> => {
    const field = page.locator('main textarea');
    await field.fill('');
    await field.fill(text);
    await page.locator('.diagnosis .comes-to').waitFor({ timeout: 10_000 });
  };

  test('says what is wrong and how it is mended, with the values of the host', async () => {
    await paste([...blocked.console, ...blocked.log].join('\n'));
    const first = page.locator('.diagnosis .cause').first();
    expect(await first.locator('summary b').textContent()).toBe('1. A firewall drops TFTP');
    expect(await first.locator('.whole-page a').getAttribute('href')).toBe(
      '/errors/ipxe-4c1260/#firewall',
    );
    expect(await page.locator('.diagnosis .about a').textContent()).toBe('web01');
    const commands = await first.locator('pre').allTextContents();
    expect(commands[0]).toBe('curl --max-time 10 --output /dev/null tftp://10.20.0.2/pxelinux.0');
  });

  test('sends nothing that was pasted anywhere: no request is made at all', async () => {
    requests.length = 0;
    await paste('PXE-E18: Server response timeout. The secret of this test is 5a1e.');
    await paste(blocked.console.join('\n'));
    expect(requests).toEqual([]);
  });

  test('shows what was pasted as text, whatever stands in it', async () => {
    await paste(`<img src=x onerror="document.title='run'"> ${blocked.console.join('\n')}`);
    expect(await page.title()).toBe('Bootbook');
    expect(await page.locator('.diagnosis img').count()).toBe(0);
  });

  test('ten megabytes hold up no key', async () => {
    const megabytes = `${blocked.log.join('\n')}\n`.repeat(
      Math.ceil(10_000_000 / blocked.log.join('\n').length),
    );
    const held = await page.evaluate((text) => {
      const field = document.querySelector<HTMLTextAreaElement>('main textarea')!;
      // What the browser itself takes to lay ten megabytes out is over before our part begins.
      field.value = text;
      const start = performance.now();
      field.dispatchEvent(new Event('input', { bubbles: true }));
      return performance.now() - start;
    }, megabytes);
    expect(held, 'milliseconds on the main thread').toBeLessThan(200);
  });
});
