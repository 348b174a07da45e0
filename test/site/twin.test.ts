import { describe, expect, test } from 'vitest';
import { artifactText } from '../../generators/artifact.ts';
import { emptyCatalogue } from '../../generators/catalogue/catalogue.ts';
import { FileLevels } from '../../generators/proof/levels.ts';
import { allPages } from '../../src/book/all.ts';
import { installReference } from '../../src/book/pages/answers.ts';
import { hostPage } from '../../src/book/pages/hosts.ts';
import { openBook } from '../../src/data/book.ts';
import { book as shipped } from '../../src/data/site.ts';
import { twinIndex } from '../../src/text/index.ts';
import { WIDTH } from '../../src/text/layout.ts';
import { twinOf } from '../../src/text/twin.ts';
import { changed, smallSite } from '../support/small-site.ts';

const now = Date.parse('2026-11-22T12:00:00Z');

function bookOf(text: string): ReturnType<typeof openBook> {
  return openBook([{ path: 'content/inventory/site.yaml', text }], now);
}

/** web01 asks for the destructive profile, armed until the given time or never. */
function asking(armedUntil?: string): string {
  const arming = armedUntil === undefined ? '' : `\n    armedUntil: "${armedUntil}"`;
  return changed(
    '  web01:\n    model: old',
    `  web01:\n    model: old\n    profile: install${arming}`,
  );
}

test('the text twin of a host, whole', () => {
  expect(twinOf(hostPage(bookOf(smallSite), 'web01'))).toMatchInlineSnapshot(`
    "web01
    =====
    Acme One | BIOS | 10.1.0.11 | 52:54:00:00:00:01 | Boot from the local disk

    firmware > link > dhcp > nbp > menu > kernel > initrd > root > handoff
      firmware  BIOS
      link      eno1
      dhcp      10.1.0.11, arch 0
      nbp       pxelinux.0
      menu      local
      kernel    none
      initrd    none
      root      the disk
      handoff   the disk

    DHCP and TFTP
    -------------
    The lines of this file that concern web01.
    file  /etc/dnsmasq.d/bootbook.conf, lines 13, 17, 25-30, 40-41 of 42
    raw   /raw/boot1/etc/dnsmasq.d/bootbook.conf

    dhcp-authoritative
    dhcp-match=set:bios,option:client-arch,0
    # Network prod: 10.1.0.0/24, on eno1
    dhcp-range=set:network-prod,10.1.0.100,10.1.0.199,255.255.255.0,1h
    dhcp-option=tag:network-prod,option:router,10.1.0.1
    dhcp-option=tag:network-prod,option:domain-name,lab.example.net
    # Hosts, by their boot route
    dhcp-boot=tag:network-prod,tag:bios-amd64-tftp-pxelinux,tag:bios,pxelinux.0,,10.1.0.2
    # Hosts of prod
    dhcp-host=52:54:00:00:00:01,set:bios-amd64-tftp-pxelinux,10.1.0.11,web01

    Menu
    ----
    file  /srv/tftp/pxelinux.cfg/01-52-54-00-00-00-01
    raw   /raw/boot1/srv/tftp/pxelinux.cfg/01-52-54-00-00-00-01

    # web01, 52:54:00:00:00:01
    UI menu.c32
    MENU TITLE web01 (Lab)
    TIMEOUT 50
    ONTIMEOUT local

    LABEL local
      MENU LABEL Boot from the local disk
      MENU DEFAULT
      LOCALBOOT 0

    What it is told
    ---------------
    Stage by stage, and why.
    firmware:
      - Acme One: BIOS, amd64.
        < site.yaml:24, site.yaml:23
    link:
      - It boots from eno1 (52:54:00:00:00:01) on network prod.
        < site.yaml:46
    dhcp:
      - Its address is 10.1.0.11.
        < site.yaml:46
      - It announces client architecture 0 in option 93.
        < /routes/bios-amd64-tftp-pxelinux/
      - Boot file: pxelinux.0 from 10.1.0.2.
        < site.yaml:18, /explain/post-to-kernel/, site.yaml:24, site.yaml:23,
          /explain/option-93/, /explain/tftp-and-http/,
          /routes/bios-amd64-tftp-pxelinux/
    nbp:
      - pxelinux.0 comes from 10.1.0.2 by TFTP.
        < /routes/bios-amd64-tftp-pxelinux/
      - It is followed by ldlinux.c32, libcom32.c32, libutil.c32, menu.c32.
        < /routes/bios-amd64-tftp-pxelinux/
      - The PXE ROM fetches pxelinux.0 by TFTP. PXELINUX looks for
        pxelinux.cfg/01-<mac>, then for default, and fetches kernel and initrd by
        TFTP.
        < /routes/bios-amd64-tftp-pxelinux/
    menu:
      - Its own config is pxelinux.cfg/01-52-54-00-00-00-01.
        < /routes/bios-amd64-tftp-pxelinux/
      - 'Boot from the local disk' starts by itself after 5 s.
        < /explain/arming/, built in:1, site.yaml:2
    kernel:
      - Nothing is fetched: the loader leaves the network.
        < /explain/arming/
    initrd:
      - No kernel of ours runs.
        < /explain/arming/
    root:
      - The system on the local disk starts.
        < /explain/arming/
    handoff:
      - Each network boot ends at the local disk.
        < /explain/arming/

    What is known of it
    -------------------
    model        Acme One (site.yaml:44)
    firmware     BIOS (site.yaml:24)
    route        BIOS, PXELINUX over TFTP (site.yaml:24, site.yaml:23,
                 /explain/option-93/, /explain/tftp-and-http/,
                 /routes/bios-amd64-tftp-pxelinux/)
    boot server  boot1 (site.yaml:10)
    eno1         52:54:00:00:00:01, 10.1.0.11, network prod, boots (site.yaml:46)
    written in   site.yaml:43
    "
  `);
});

describe('a destructive profile', () => {
  const noticeOf = (text: string): string =>
    twinOf(hostPage(bookOf(text), 'web01')).split('\n\n')[1]!;

  test('that is armed is the first thing said', () => {
    expect(noticeOf(asking('2026-11-22T13:30:00Z'))).toMatchInlineSnapshot(`
      "!! ARMED UNTIL 2026-11-22 13:30 UTC
         Each network boot before that time runs 'Install', which may overwrite the
         disks. Judged at 2026-11-22 12:00 UTC, when this page was made.
         < site.yaml:45, site.yaml:46, /explain/arming/"
    `);
  });

  test('that is armed no more is said to be withheld, and since when', () => {
    expect(noticeOf(asking('2026-11-22T11:30:00+01:00'))).toMatchInlineSnapshot(`
      "!! 'INSTALL' IS WITHHELD
         It was armed until 2026-11-22 10:30 UTC; since then the host boots its local
         disk. Judged at 2026-11-22 12:00 UTC, when this page was made.
         < site.yaml:45, site.yaml:46, /explain/arming/"
    `);
  });

  test('that nobody armed is said to be withheld', () => {
    expect(noticeOf(asking())).toMatchInlineSnapshot(`
      "!! 'INSTALL' IS WITHHELD
         The host is not armed, so it boots its local disk. Judged at 2026-11-22 12:00
         UTC, when this page was made.
         < site.yaml:45, /explain/arming/"
    `);
  });
});

describe('the twins of the shipped inventory', () => {
  const pages = allPages(
    shipped,
    { proofs: [], coverage: {}, withoutProofs: true, levels: new FileLevels([], []), faults: [] },
    emptyCatalogue,
    [{ name: 'bootbook', help: ['Usage: bootbook'] }],
  );

  test('have addresses of their own', () => {
    expect(new Set(pages.map(({ path }) => path)).size).toBe(pages.length);
  });

  test('keep to 80 columns in all that is not a file, and hold no HTML', () => {
    const verbatim = new Set([
      ...shipped.plans.flatMap(({ server }) =>
        shipped
          .emittedBy(server.id)
          .artifacts.flatMap(({ lines }) => lines.map(({ text }) => text)),
      ),
      ...shipped.sources.flatMap(({ text }) => text.split('\n')),
      // Its listings are lines of files.
      ...installReference().sections.flatMap((each) => (each.kind === 'console' ? each.lines : [])),
    ]);
    for (const { path, make } of pages) {
      for (const line of twinOf(make()).split('\n')) {
        // A single word (a path, an address) that is longer than a line stays whole.
        const breakable = line
          .trim()
          .replace(/^(?:[<!-]+|raw|file) +/, '')
          .includes(' ');
        if (!verbatim.has(line) && breakable)
          expect(line.length, `${path}: ${line}`).toBeLessThanOrEqual(WIDTH);
        if (!verbatim.has(line)) expect(line, path).not.toMatch(/<\/?(?:a|p|div|span|td)\b/);
      }
    }
  });

  test("hold each host's own files in full, to the byte", () => {
    for (const { host } of shipped.hosts) {
      const twin = twinOf(hostPage(shipped, host.host.id));
      for (const artifact of shipped.artifactsOfHost(host.host.id))
        expect(twin).toContain(`\n${artifactText(artifact)}`);
    }
  });

  test('are listed in the index, one line each', () => {
    const index = twinIndex(pages.map(({ path, make }) => ({ path, summary: make().summary })));
    for (const { path } of pages) expect(index).toContain(`\n${path.replace(/\/$/, '.txt')} `);
    expect(index).toMatch(/^\/hosts\/web01\.txt {2,}\S/m);
  });
});
