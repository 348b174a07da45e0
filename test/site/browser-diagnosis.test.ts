import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultRecord } from '../../lab/faults/record.ts';
import { proofStatement } from '../../generators/proof/statement.ts';
import { needs } from '../support/needs.ts';
import { serveDist, type ServedSite } from './served-dist.ts';

/** What the console of a machine printed in the lab, while a firewall dropped TFTP. */
const blocked = JSON.parse(
  readFileSync(new URL('../../lab/faults/seen/tftp-blocked.json', import.meta.url), 'utf8'),
) as FaultRecord;

/** A boot of web01 on the wire, as the lab captured it. */
const { pcap } = proofStatement.parse(
  JSON.parse(
    readFileSync(new URL('../../content/proofs/local-bios.json', import.meta.url), 'utf8'),
  ),
).predicate.boot.capture;

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

  /** The causes that are told of a file. */
  const causes = async (): Promise<string[]> => {
    await page.locator('.diagnosis .comes-to').waitFor({ timeout: 20_000 });
    return page.locator('.diagnosis .cause summary b').allTextContents();
  };
  const log = `${blocked.log.join('\n')}\n`;
  const megabytes = log.repeat(Math.ceil(10_000_000 / log.length));

  test('a log of megabytes is opened by keys alone, compressed or not, and no request is made', async () => {
    requests.length = 0;
    for (const [name, buffer] of [
      ['dnsmasq.log', Buffer.from(megabytes)],
      ['dnsmasq.log.1.gz', gzipSync(megabytes)],
    ] as const) {
      const field = page.locator('main textarea');
      await field.fill('');
      await field.press('Tab');
      const button = page.locator('main [data-find-open]:focus');
      const chosen = page.waitForEvent('filechooser');
      await button.press('Enter');
      await (await chosen).setFiles({ name, mimeType: 'text/plain', buffer });
      await page.locator('.opened', { hasText: name }).waitFor({ timeout: 20_000 });
      expect(await causes()).toContain('1. A firewall drops TFTP');
    }
    expect(requests).toEqual([]);
  });

  /** Drops a file on the front page, beside the field. */
  const drop = async (name: string, bytes: Buffer, type = ''): Promise<void> => {
    const data = await page.evaluateHandle(
      ({ name, bytes, type }) => {
        const transfer = new DataTransfer();
        const binary = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([binary], name, { type }));
        return transfer;
      },
      { name, bytes: bytes.toString('base64'), type },
    );
    await page.dispatchEvent('main h1', 'dragover', { dataTransfer: data });
    expect(await page.locator('main form[data-drop]').count()).toBe(1);
    await page.dispatchEvent('main h1', 'drop', { dataTransfer: data });
    expect(await page.locator('main form[data-drop]').count()).toBe(0);
  };

  test('a capture is dropped; what is typed later takes its place', async () => {
    requests.length = 0;
    await drop('boot.pcap', Buffer.from(pcap, 'base64'));
    await page.locator('.opened', { hasText: /^boot\.pcap \([\d.]+ kB\)$/ }).waitFor();
    expect(await causes()).toEqual([]);
    expect(await page.locator('.comes-to').textContent()).toMatch(
      /^Nothing wrong here: web01 reached /,
    );
    await paste('PXE-E32: TFTP open timeout');
    expect(await page.locator('.opened').count()).toBe(0);
    expect(requests).toEqual([]);
  });

  test('a photo is not read, and says what to do', async () => {
    await drop('console.jpg', Buffer.of(0xff, 0xd8, 0xff), 'image/jpeg');
    expect(await page.locator('main .note').textContent()).toMatch(/Type the line/);
  });

  test('with scripts off there is neither field nor button', async () => {
    const context = await browser.newContext({ baseURL: site.url, javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto('/');
    expect(await plain.locator('main').getByRole('button').count()).toBe(0);
    expect(await plain.locator('main textarea:visible').count()).toBe(0);
    await context.close();
  });

  test('ten megabytes hold up no key', async () => {
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
