import { unzipSync } from 'fflate';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writePack, type Pack } from '../../cli/pack/pack.ts';
import { Progress } from '../../cli/terminal.ts';
import type { FaultRecord } from '../../lab/faults/record.ts';
import { needs } from '../support/needs.ts';
import { dist } from './served-dist.ts';

/** What the console of a machine printed in the lab, while a firewall dropped TFTP. */
const blocked = JSON.parse(
  readFileSync(new URL('../../lab/faults/seen/tftp-blocked.json', import.meta.url), 'utf8'),
) as FaultRecord;

describe.skipIf(!needs('chromium'))('the packed book, opened from a folder', () => {
  let folder: string;
  let browser: Browser;
  let pack: Pack;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bootbook-pack-'));
    const zip = join(folder, 'bootbook.zip');
    pack = await writePack(dist, zip, false, new Progress());
    for (const [path, bytes] of Object.entries(unzipSync(readFileSync(zip)))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const urlOf = (path: string): string => pathToFileURL(join(folder, 'bootbook', path)).href;

  /** Opens a page, looks at it, and sees that nothing was asked of any network and nothing went wrong. */
  async function on(
    path: string,
    options: BrowserContextOptions,
    look: (page: Page) => Promise<void>,
    before?: string,
  ): Promise<void> {
    const context = await browser.newContext(options);
    const errors: string[] = [];
    const elsewhere: string[] = [];
    try {
      const page = await context.newPage();
      if (before !== undefined) await page.addInitScript(before);
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('requestfailed', (request) => {
        // A page that is left before its worker has started takes the worker with it.
        if (request.failure()?.errorText !== 'net::ERR_ABORTED') errors.push(request.url());
      });
      page.on('request', (request) => {
        if (!/^(?:file|data|blob):/.test(request.url())) elsewhere.push(request.url());
      });
      await page.goto(urlOf(path));
      await look(page);
    } finally {
      await context.close();
    }
    expect(errors, 'errors on the console').toEqual([]);
    expect(elsewhere, 'requests that leave the disk').toEqual([]);
  }

  const diagnosed = async (page: Page, text: string): Promise<void> => {
    await page.locator('main textarea').fill(text);
    const first = page.locator('.diagnosis .cause').first();
    await first.waitFor({ timeout: 20_000 });
    expect(await first.locator('summary b').textContent()).toBe('1. A firewall drops TFTP');
  };

  test.each([
    ['a laptop', { viewport: { width: 1280, height: 800 } }],
    ['a telephone', { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }],
  ])('on %s: lines are pasted, the cause is told, its page opens', (_name, options) =>
    on('index.html', options, async (page) => {
      await diagnosed(page, [...blocked.console, ...blocked.log].join('\n'));
      await page.locator('.diagnosis .whole-page a').first().click();
      await page.waitForURL(`${urlOf('errors/ipxe-4c1260/index.html')}#firewall`);
      const loaded = await page.evaluate(async () => {
        await document.fonts.ready;
        return [...document.fonts].some(({ status }) => status === 'loaded');
      });
      expect(loaded, 'the fonts of the book').toBe(true);
    }),
  );

  const opened = async (page: Page): Promise<void> => {
    const buffer = Buffer.from([...blocked.console, ...blocked.log].join('\n'));
    const file = { name: 'boot.log', mimeType: 'text/plain', buffer };
    await page.locator('main input[type=file]').setInputFiles(file);
    await page.locator('.opened', { hasText: 'boot.log' }).waitFor({ timeout: 20_000 });
    const first = page.locator('.diagnosis .cause summary b').first();
    expect(await first.textContent()).toBe('1. A firewall drops TFTP');
  };

  test('a log is opened', () => on('index.html', {}, opened));

  test('a browser that lets no file start a worker diagnoses all the same', () =>
    on(
      'index.html',
      {},
      async (page) => {
        await diagnosed(page, [...blocked.console, ...blocked.log].join('\n'));
        await opened(page);
      },
      'window.Worker = class { constructor() { throw new Error("not here"); } }',
    ));

  test('a host is found from a page deep inside, and links lead on', () =>
    on('files/boot1/etc/dnsmasq.d/bootbook.conf/index.html', {}, async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('web02');
      await page.locator('[data-find-answers] a').first().waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL(urlOf('hosts/web02/index.html'));
      await page.getByRole('link', { name: 'Bootbook', exact: true }).click();
      await page.waitForURL(urlOf('index.html'));
    }));

  test('a list is narrowed, and a listing has its Copy button once', () =>
    on('hosts/index.html', {}, async (page) => {
      await page.getByRole('searchbox').fill('PXELINUX rescue');
      expect(await page.locator('tbody tr:visible th').allInnerTexts()).toEqual(['web02']);
      await page.goto(urlOf('howto/rescue/index.html'));
      const listings = await page.locator('.listing').count();
      expect(listings).toBeGreaterThan(0);
      expect(await page.locator('.listing > .copy-over').count()).toBe(listings);
    }));

  test('the same site gives the same bytes', async () => {
    const again = join(folder, 'again.zip');
    await writePack(dist, again, false, new Progress());
    expect(readFileSync(again).equals(readFileSync(join(folder, 'bootbook.zip')))).toBe(true);
  });

  test('every link of a page leads to a file of the pack', () => {
    expect(pack.lost.filter(({ address }) => !address.startsWith('/bundle/'))).toEqual([]);
  });
});
