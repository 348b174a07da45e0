import { describe, expect, test } from 'vitest';
import { emptyCatalogue } from '../../generators/catalogue/catalogue.ts';
import { explainHost } from '../../generators/plan/explain.ts';
import { errorPage } from '../../src/book/pages/errors.ts';
import { hostPage } from '../../src/book/pages/hosts.ts';
import type { PageContent } from '../../src/book/content.ts';
import { inventoryPage } from '../../src/book/pages/inventory.ts';
import { modelPage } from '../../src/book/pages/models.ts';
import { quirkPage } from '../../src/book/pages/quirks.ts';
import { provenSection } from '../../src/book/proven.ts';
import { toldBlocks } from '../../src/book/told.ts';
import { openBook } from '../../src/data/book.ts';
import { catalogue } from '../../src/data/catalogue.ts';
import { lab as shippedLab } from '../../src/data/lab.ts';
import { book as shipped } from '../../src/data/site.ts';
import { twinOf } from '../../src/text/twin.ts';
import { quirksOf } from '../support/quirks.ts';
import { changed, smallSite } from '../support/small-site.ts';

function bookOf(text: string): ReturnType<typeof openBook> {
  return openBook([{ path: 'content/inventory/site.yaml', text }], 0);
}

/** What a host's page shows of the file of dnsmasq. */
function dnsmasqOf(book: ReturnType<typeof openBook>, host: string): string {
  const section = hostPage(book, host).sections.find(
    (each) => each.kind === 'config' && each.artifact.path === 'etc/dnsmasq.d/bootbook.conf',
  );
  if (section?.kind !== 'config' || section.lines === undefined) throw new Error('no such section');
  return section.lines.map((index) => section.artifact.lines[index]!.text).join('\n');
}

describe('a shared file, read for one host', () => {
  test('holds its own lines and those of its network and route', () => {
    expect(dnsmasqOf(bookOf(smallSite), 'web01')).toMatchInlineSnapshot(`
      "dhcp-authoritative
      dhcp-match=set:bios,option:client-arch,0
      # Network prod: 10.1.0.0/24, on eno1
      dhcp-range=set:network-prod,10.1.0.100,10.1.0.199,255.255.255.0,1h
      dhcp-option=tag:network-prod,option:router,10.1.0.1
      dhcp-option=tag:network-prod,option:domain-name,lab.example.net
      # Hosts, by their boot route
      dhcp-boot=tag:network-prod,tag:bios-amd64-tftp-pxelinux,tag:bios,pxelinux.0,,10.1.0.2
      # Hosts of prod
      dhcp-host=52:54:00:00:00:01,set:bios-amd64-tftp-pxelinux,10.1.0.11,web01"
    `);
  });

  test('holds no line of another host, network or route', () => {
    for (const { host } of shipped.hosts) {
      if (host.network.network.dhcp.mode !== 'authoritative') continue;
      const text = dnsmasqOf(shipped, host.host.id);
      const interfaces = Object.values(host.host.interfaces);
      const macs = [...text.matchAll(/^dhcp-host=([0-9a-f:]{17})/gm)].map(([, mac]) => mac);
      expect(macs.toSorted()).toEqual(interfaces.map(({ mac }) => mac).toSorted());
      expect(text).not.toContain('tag:!known');
      const networks = new Set([...text.matchAll(/tag:network-([a-z0-9-]+)/g)].map(([, id]) => id));
      expect(networks).toContain(host.network.network.id);
      const own = new Set(interfaces.map(({ network }) => network));
      expect([...networks].filter((id) => !own.has(id!))).toEqual([]);
    }
  });
});

describe('quirks', () => {
  const quirks = quirksOf({
    hasty: { match: '{ vendor: [Acme] }', effect: '{ dhcp: { replyDelay: 2 } }' },
    switch: { effect: '{ dhcp: { broadcast: true } }' },
    rare: { match: '{ vendor: [Nobody] }' },
  });
  const text = changed(
    '    model: old\n',
    '    model: old\n    quirks: [switch]\n    declined: { hasty: a newer card }\n',
  );
  const book = openBook([{ path: 'content/inventory/site.yaml', text }], 0, undefined, quirks);

  /** The section of quirks in a page's plain text twin, which says what the page says. */
  function told(page: PageContent): string {
    const sections = page.sections.filter(({ id }) => id === 'quirks');
    return twinOf({ ...page, lead: '', notices: [], chain: undefined, sections });
  }

  test('stand on the page of a host with what they do and why, declined ones with the reason', () => {
    expect(told(hostPage(book, 'web01'))).toMatchInlineSnapshot(`
      "web01
      =====


      What is known to be odd about it, and what the plan does about that.
      hasty   The quirk hasty (declined: a newer card) (site.yaml:21, site.yaml:46)
      switch  The quirk switch (DHCP answers: by broadcast) (site.yaml:45)
      "
    `);
  });

  test('stand on the page of their model', () => {
    expect(told(modelPage(book, 'old'))).toMatchInlineSnapshot(`
      "Acme One
      ========


      What is known to be odd about it, and what the plan does about that.
      hasty  The quirk hasty (DHCP answers after: 2 s) (site.yaml:21)
      "
    `);
  });

  test('their own pages name the hosts that have them, and what they do there', () => {
    const hosts = (id: string): string => {
      const page = quirkPage(book, { ...emptyCatalogue, quirks }, [], quirks.get(id)!);
      const sections = page.sections.filter((section) => section.id === 'hosts');
      return twinOf({ ...page, lead: '', notices: [], chain: undefined, sections });
    };
    expect(hosts('hasty')).toMatchInlineSnapshot(`
      "The quirk hasty
      ===============


      host   model  known by      what it does there
      -----  -----  ------------  -----------------------
      web01  old    site.yaml:21  declined: a newer card
      web02  new    site.yaml:21  DHCP answers after: 2 s
      "
    `);
    expect(hosts('switch')).toMatchInlineSnapshot(`
      "The quirk switch
      ================


      host   model  known by      what it does there
      -----  -----  ------------  --------------------------
      web01  old    site.yaml:45  DHCP answers: by broadcast
      "
    `);
    expect(hosts('rare')).toMatchInlineSnapshot(`
      "The quirk rare
      ==============


      None of the inventory.
      "
    `);
  });

  test('a host tells of no effect that it does not use', () => {
    const other = changed('    model: old\n', '    model: old\n    quirks: [driver]\n');
    const drivers = quirksOf({
      driver: { effect: '{ drivers: firmware, dhcp: { broadcast: true } }' },
    });
    const idle = quirksOf({ driver: { effect: '{ drivers: firmware }' } });
    const page = (of: typeof quirks): string =>
      told(
        hostPage(
          openBook([{ path: 'content/inventory/site.yaml', text: other }], 0, undefined, of),
          'web01',
        ),
      );
    expect(page(drivers)).toContain('The quirk driver (DHCP answers: by broadcast)');
    expect(page(idle)).toContain('The quirk driver (nothing, as it boots now)');
  });

  test('are not spoken of where there are none', () => {
    const { sections } = hostPage(bookOf(smallSite), 'web01');
    expect(sections.map(({ id }) => id)).not.toContain('quirks');
  });
});

describe('what a host is told', () => {
  test('is told for long reasons once; later stages say where', () => {
    const { plan, host } = shipped.planOfHost('web03');
    const blocks = toldBlocks(explainHost(plan, host));
    const kernel = blocks.find(({ stage }) => stage.id === 'kernel')!;
    expect(kernel.blocks.map(({ as }) => as)).toEqual(['menu']);
  });

  test('is all there, in its order', () => {
    for (const { plan, host } of shipped.hosts) {
      const told = explainHost(plan, host);
      expect(
        toldBlocks(told).map(({ blocks }) =>
          blocks.flatMap(({ texts }) => texts.map(({ text }) => text)),
        ),
      ).toEqual(told.map((each) => each.told.map(({ text }) => text)));
    }
  });
});

describe('when something was last proven', () => {
  const faults = shippedLab.faults;

  test('stands on the page of an error, with the day, the fault and the machine', () => {
    const entry = catalogue.errors.get('ipxe-4c1260')!;
    const twin = twinOf(errorPage(shipped, faults, catalogue, entry)).replaceAll(/\s+/g, ' ');
    const { date } = faults.find(({ fault }) => fault.id === 'tftp-blocked')!.record!;
    expect(twin).toMatch(/Last proven on \d{4}-\d\d-\d\d, by the fault \S+ on \S+ .*qemu-system/);
    expect(twin).toContain(date.slice(0, 10));
  });

  test('is the latest of all faults that bring it about', () => {
    const [older, newer] = ['2026-01-02', '2026-03-04'].map((date, index) => ({
      ...faults[index]!,
      record: { ...faults[index]!.record!, date },
    }));
    const ids = [older!.fault.id, newer!.fault.id];
    const section = provenSection([newer!, older!], ids);
    expect(section?.intro).toContain(`Last proven on 2026-03-04, by the fault `);
    expect(provenSection([older!, newer!], ['another'])).toBeUndefined();
  });

  test('is not claimed of a quirk that no fault brings about', () => {
    const quirk = catalogue.quirks.get('dell-optiplex-9020-exit-boot')!;
    expect(quirk.faults).toEqual([]);
    expect(twinOf(quirkPage(shipped, catalogue, faults, quirk))).toContain('Not proven here');
  });
});

test('where a quirk shows what our server says, it is to a host that our server answers by itself', () => {
  const answered = new Set(
    shipped.hosts
      .filter(({ host }) => host.network.network.dhcp.mode === 'authoritative')
      .map(({ host }) => host.host.id),
  );
  const named = [...catalogue.quirks.values()].flatMap((quirk) =>
    [
      ...twinOf(quirkPage(shipped, catalogue, [], quirk)).matchAll(
        /> .*DHCPACK\(\S+\) \S+ \S+ (\S+)/g,
      ),
    ].map(([, host]) => `${quirk.id}: ${host}`),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((each) => !answered.has(each.split(': ')[1]!))).toEqual([]);
});

test('the page of an inventory file leads from each object to its page', () => {
  const book = bookOf(smallSite);
  const [section] = inventoryPage(book, book.sources[0]!).sections;
  if (section?.kind !== 'yaml') throw new Error('no YAML');
  const lines = smallSite.split('\n');
  const marks = [...section.marks].map(([line, { href }]) => [lines[line - 1]!.trim(), href]);
  expect(marks).toContainEqual(['web01:', '/hosts/web01/']);
  expect(marks).toContainEqual(['prod:', '/networks/prod/']);
});

test('an inventory with problems makes no pages: all of them are told at once', () => {
  const broken = changed('model: old', 'model: odl', changed('model: new', 'model: nwe'));
  expect(() => bookOf(broken)).toThrow(/The inventory has 2 problems\.[^]*"odl"[^]*"nwe"/);
});
