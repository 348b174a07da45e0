import { AxeBuilder } from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { artifactText } from '../../generators/artifact.ts';
import { book } from '../../src/data/site.ts';
import { rawHref } from '../../src/data/links.ts';
import { needs } from '../support/needs.ts';
import { fileFor, serveDist, type ServedSite } from './served-dist.ts';

/** One page of each kind. */
const kinds = [
  '/',
  '/hosts/',
  '/hosts/web02/',
  '/hosts/web03/',
  '/networks/dmz/',
  '/servers/boot1/',
  '/models/dell-r640/',
  '/profiles/debian-12-install/',
  '/images/debian-12-installer-amd64/',
  '/routes/',
  '/routes/uefi-secure-boot-amd64-tftp-grub/',
  '/stages/nbp/',
  '/inventory/hosts/prod/',
  '/files/boot1/etc/dnsmasq.d/bootbook.conf/',
  '/reference/inventory/',
  '/reference/problems/',
  '/reference/command/',
  '/tutorial/',
  '/proofs/',
  '/proofs/proxydhcp-uefi/',
  '/faults/',
  '/faults/boot-file-missing/',
  '/drills/',
  '/drills/the-night-the-servers-died/',
  '/errors/',
  '/errors/ipxe-4c1260/',
  '/quirks/',
  '/quirks/stp-no-portfast/',
  '/runbooks/',
  '/runbooks/half-the-fleet/',
  '/howto/first-pxe-server/',
  '/explain/option-93/',
  '/explain/proxydhcp/',
  '/print/',
  '/404.html',
];

const PHONE = { width: 360, height: 740 };

describe.skipIf(!needs('chromium'))('the built site in a browser', () => {
  let site: ServedSite;
  let browser: Browser;

  beforeAll(async () => {
    site = await serveDist();
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  /** Opens a page of its own and closes it when the test has looked at it. */
  async function on<T>(
    path: string,
    options: BrowserContextOptions,
    look: (page: Page) => Promise<T>,
  ): Promise<T> {
    const context = await browser.newContext({ baseURL: site.url, ...options });
    try {
      const page = await context.newPage();
      await page.goto(path, { waitUntil: 'networkidle' });
      return await look(page);
    } finally {
      await context.close();
    }
  }

  describe.each(['light', 'dark'] as const)('in %s, each kind of page', (colorScheme) => {
    test.each(kinds)('%s', async (path) => {
      const context = await browser.newContext({ baseURL: site.url, colorScheme });
      const page = await context.newPage();
      const errors: string[] = [];
      const elsewhere: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('request', (request) => {
        if (!request.url().startsWith(site.url) && !request.url().startsWith('data:'))
          elsewhere.push(request.url());
      });
      await page.goto(path, { waitUntil: 'networkidle' });
      const headings = await page.locator('h1').count();
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze();
      await page.setViewportSize(PHONE);
      const sideways = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
      await context.close();

      expect(headings, 'one first heading').toBe(1);
      expect(errors, 'errors on the console').toEqual([]);
      expect(elsewhere, 'requests to other hosts').toEqual([]);
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
        'WCAG A and AA, by axe',
      ).toEqual([]);
      expect(sideways, 'pixels that a phone has to scroll sideways').toBeLessThanOrEqual(0);
    });
  });

  describe('with scripts off', () => {
    test('a host page holds its chain, its configs and the reasons', () =>
      on('/hosts/web02/', { javaScriptEnabled: false }, async (page) => {
        const text = await page.locator('main').innerText();
        expect(text).toContain('dhcp-host=');
        expect(text).toContain('hosts/prod.yaml:');
        expect(text).toContain('handoff');
        expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0);
        expect(await page.getByRole('link', { name: 'raw' }).first().isVisible()).toBe(true);
      }));

    test('the list of hosts is whole, and the front page leads to it', () =>
      on('/', { javaScriptEnabled: false }, async (page) => {
        await page.getByRole('link', { name: 'Hosts' }).first().click();
        expect(await page.locator('tbody tr').count()).toBe(book.hosts.length);
        expect(await page.locator('input:visible, textarea:visible').count()).toBe(0);
      }));
  });

  describe('by keys alone', () => {
    test('/ goes to the field, a host is typed, Enter goes there', () =>
      on('/networks/prod/', {}, async (page) => {
        await page.keyboard.press('/');
        expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
        await page.keyboard.type('web02');
        await page.keyboard.press('Enter');
        await page.waitForURL('**/hosts/web02/**');
      }));

    test('the first stop is the way past the header', () =>
      on('/hosts/web02/', {}, async (page) => {
        await page.keyboard.press('Tab');
        const first = page.locator(':focus');
        expect(await first.getAttribute('href')).toBe('#main');
        expect(await first.isVisible()).toBe(true);
        await page.keyboard.press('Enter');
        await page.keyboard.press('Tab');
        expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(
          true,
        );
      }));

    test('Tab goes down the page in the order of the eye', () =>
      on('/hosts/web02/', {}, async (page) => {
        const order = await page.evaluate(() => {
          const stops = [
            ...document.querySelectorAll<HTMLElement>('main a, main button, main summary'),
          ];
          return stops
            .filter((stop) => stop.checkVisibility())
            .map((stop) => ({
              tabIndex: stop.tabIndex,
              top: stop.closest('section')?.offsetTop ?? 0,
            }));
        });
        expect(order.every(({ tabIndex }) => tabIndex === 0)).toBe(true);
        expect(order.map(({ top }) => top)).toEqual(
          order.map(({ top }) => top).toSorted((a, b) => a - b),
        );
      }));
  });

  describe('copying', () => {
    const { plan, host } = book.planOfHost('web02');
    const [own] = book.artifactsOfHost('web02');
    const server = plan.server.id;

    test('the button takes exactly the bytes of the file, and so does the raw link', () =>
      on(
        `/hosts/${host.host.id}/`,
        { permissions: ['clipboard-read', 'clipboard-write'] },
        async (page) => {
          const name = own!.path.slice(own!.path.lastIndexOf('/') + 1);
          await page.getByRole('button', { name: `Copy ${name}` }).click();
          await page.getByRole('button', { name: `Copied ${name}` }).waitFor();
          const copied = await page.evaluate(() => navigator.clipboard.readText());
          const raw = await (await page.request.get(rawHref(server, own!.path))).text();
          expect(copied).toBe(artifactText(own!));
          expect(raw).toBe(artifactText(own!));
        },
      ));

    test('the key c takes the first listing of the page', () =>
      on(
        '/files/boot1/etc/dnsmasq.d/bootbook.conf/',
        { permissions: ['clipboard-read', 'clipboard-write'] },
        async (page) => {
          await page.keyboard.press('c');
          await page.getByRole('button', { name: 'Copied' }).waitFor();
          const copied = await page.evaluate(() => navigator.clipboard.readText());
          expect(copied).toBe(artifactText(book.artifactAt(server, 'etc/dnsmasq.d/bootbook.conf')));
        },
      ));
  });

  test('every raw file holds exactly the bytes of its artifact', () => {
    for (const { server } of book.plans)
      for (const artifact of book.emittedBy(server.id).artifacts)
        expect(
          readFileSync(fileFor(rawHref(server.id, artifact.path))!, 'utf8'),
          artifact.path,
        ).toBe(artifactText(artifact));
  });

  describe('on paper', () => {
    /** How many sheets a page takes; a PDF has one object for each. */
    const sheetsOf = async (page: Page): Promise<number> => {
      const pdf = await page.pdf({ preferCSSPageSize: true });
      return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    };

    test('each host has one sheet of its own', () =>
      on('/print/hosts/', {}, async (page) => {
        expect(await sheetsOf(page)).toBe(book.hosts.length);
      }));

    test('the table of errors lies across, and nothing of the screen is left', () =>
      on('/print/errors/', {}, async (page) => {
        await page.emulateMedia({ media: 'print' });
        expect(
          await page.locator('body > header, body > footer, nav').filter({ visible: true }).count(),
        ).toBe(0);
        const pdf = await page.pdf({ preferCSSPageSize: true });
        // A4 in points, the long side first.
        expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 84[12][\d.]* 59[45]/);
      }));
  });

  test('the list of hosts narrows as one types, and the address keeps it', () =>
    on('/hosts/', {}, async (page) => {
      await page.getByRole('searchbox').fill('PXELINUX rescue');
      await page.waitForURL('**/hosts/?q=PXELINUX+rescue');
      expect(await page.locator('tbody tr:visible th').allInnerTexts()).toEqual(['web02']);
      await page.reload();
      expect(await page.locator('tbody tr:visible').count()).toBe(1);
      await page.getByRole('searchbox').fill('');
      expect(await page.locator('tbody tr:visible').count()).toBe(book.hosts.length);
    }));

  test('a station of the chain leads to what the host is told there', () =>
    on('/hosts/web02/', {}, async (page) => {
      await page
        .getByRole('navigation', { name: 'The boot chain' })
        .getByRole('link', { name: 'initrd' })
        .click();
      expect(new URL(page.url()).hash).toBe('#initrd');
      expect(await page.locator('#initrd').innerText()).toContain('console=');
    }));

  test('the reason for a line leads to the line of the inventory', () =>
    on('/hosts/web02/', {}, async (page) => {
      await page
        .locator('.row', { hasText: 'dhcp-host=' })
        .getByRole('link', { name: /^hosts\/prod\.yaml:\d+$/ })
        .first()
        .click();
      await page.waitForURL('**/inventory/hosts/prod/#L*');
      const line = page.locator(new URL(page.url()).hash);
      expect(await line.innerText()).toContain(macOf('web02'));
    }));

  function macOf(id: string): string {
    return book.planOfHost(id).host.interface.mac;
  }
});
