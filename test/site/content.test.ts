import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { artifactText } from '../../generators/artifact.ts';
import type { Rule } from '../../generators/reason.ts';
import { explainHost } from '../../generators/plan/explain.ts';
import { faults } from '../../lab/faults/index.ts';
import { drills } from '../../lab/drills/index.ts';
import { routes } from '../../generators/plan/routes/index.ts';
import * as planRules from '../../generators/plan/rules.ts';
import { stages } from '../../generators/plan/stages.ts';
import { preseedFiles } from '../../src/data/preseed.ts';
import { quoteAnswers, quoteFile, quoteValue } from '../../src/components/quote.ts';
import { lab } from '../../src/data/lab.ts';
import { book, inventory, plans } from '../../src/data/site.ts';
import { unwritten } from '../prose/rules.ts';

const content = fileURLToPath(new URL('../../content/', import.meta.url));

interface WrittenPage {
  /** From content/: `howto/add-a-host.mdx`. */
  readonly file: string;
  /** On the site: `/howto/add-a-host/`. */
  readonly address: string;
  readonly front: Readonly<Record<string, unknown>>;
  readonly body: string;
}

const pages: readonly WrittenPage[] = readdirSync(content, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.mdx'))
  .sort()
  .map((file) => {
    const text = readFileSync(content + file, 'utf8');
    const [, front = '', body = ''] = /^---\n([^]*?)\n---\n([^]*)$/.exec(text) ?? [];
    return { file, address: `/${file.replace(/\.mdx$/, '')}/`, front: frontMatter(front), body };
  });
const addresses = new Set(pages.map(({ address }) => address));

const nginxLogs = new Set(
  plans.flatMap((plan) =>
    book
      .emittedBy(plan.server.id)
      .shared.filter(({ language }) => language === 'nginx')
      .flatMap((file) => artifactText(file).match(/\/var\/log\/nginx\/[\w.]*\w/g) ?? []),
  ),
);

function frontMatter(yaml: string): Record<string, unknown> {
  const value: unknown = parse(yaml);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Text that people read, without fenced blocks: those hold commands and what machines print. */
function prose(body: string): string {
  return body.replaceAll(/^```[^]*?^```$/gm, '');
}

/** The attributes of every use of a component on a page. */
function uses(body: string, component: string): Record<string, string>[] {
  return [...prose(body).matchAll(new RegExp(`<${component}\\s([^>]*?)/?>`, 'g'))].map((match) =>
    Object.fromEntries(
      [...match[1]!.matchAll(/([a-z]+)=(?:"([^"]*)"|'([^']*)'|\{([^}]*)\})/g)].map((attribute) => [
        attribute[1]!,
        attribute[2] ?? attribute[3] ?? attribute[4]!,
      ]),
    ),
  );
}

test('there are the pages that the project promises', () => {
  expect([...addresses]).toEqual(
    expect.arrayContaining([
      '/tutorial/',
      '/howto/add-a-host/',
      '/howto/change-it-safely/',
      '/howto/deploy-the-boot-server/',
      '/howto/first-pxe-server/',
      '/howto/move-from-cobbler/',
      '/howto/move-from-dnsmasq/',
      '/howto/nfs-root/',
      '/howto/proxydhcp/',
      '/howto/publish-without-your-network/',
      '/howto/rotate-a-secret/',
      '/howto/secure-boot/',
      '/howto/take-a-change-back/',
      '/howto/unattended-debian/',
      '/howto/unattended-rhel/',
      '/howto/unattended-ubuntu/',
      '/explain/arming/',
      '/explain/option-93/',
      '/explain/post-to-kernel/',
      '/explain/tftp-and-http/',
    ]),
  );
});

describe.each(pages)('$file', ({ front, body }) => {
  test('has a title and a description', () => {
    expect(front['title']).toMatch(/\S/);
    expect(front['description']).toMatch(/^.{40,300}$/);
  });

  test('names sources by https only, and links in no other way to the outside', () => {
    for (const { href } of uses(body, 'Source')) expect(href).toMatch(/^https:\/\/[^\s/]+\/\S*$/);
    expect(prose(body)).not.toMatch(/\]\(http|href="http:|<a\s/);
  });

  test('links to pages that exist', () => {
    const links = [...prose(body).matchAll(/\]\((\/[^)#]*)(?:#[^)]*)?\)/g)].map(([, to]) => to!);
    expect(links.filter((to) => !exists(to))).toEqual([]);
  });

  test('quotes files, directives and values that are there', () => {
    for (const { host, server, format, path, find, lines } of uses(body, 'Config')) {
      const wanted = { host, server, format, path, find };
      const quoted = quoteFile(
        book,
        lines === undefined ? wanted : { ...wanted, lines: Number(lines) },
      );
      expect(quoted.count).toBeGreaterThan(0);
    }
    for (const { profile, find, lines = '1' } of uses(body, 'Answers')) {
      const wanted = { profile: profile!, find: find!, lines: Number(lines) };
      expect(quoteAnswers(book, preseedFiles, wanted).lines).toHaveLength(wanted.lines);
    }
    for (const { path } of uses(body, 'Value')) expect(quoteValue(book, path!).text).not.toBe('');
    for (const { at, failed = at } of uses(body, 'Chain'))
      expect([undefined, ...stages.map(({ id }) => id)]).toContain(failed);
    for (const { scenario } of uses(body, 'Exchange'))
      expect(lab.proofs.map(({ predicate }) => predicate.boot.scenario)).toContain(scenario);
  });

  test('names logs of nginx that its emitted config writes', () => {
    const named = body.match(/\/var\/log\/nginx\/[\w.-]*\w/g) ?? [];
    expect(named.filter((log) => !nginxLogs.has(log))).toEqual([]);
  });

  test('starts no line with a component that belongs into a sentence', () => {
    // MDX would take the line for a block of its own, and the sentence would fall apart.
    expect(prose(body).match(/^<(?:Source|Value)\b.*$/gm) ?? []).toEqual([]);
  });

  test('leaves nothing unfinished', () => {
    expect(body).not.toMatch(/\b(?:TODO|FIXME|XXX|TBD|lorem)\b/i);
    expect(body).not.toMatch(/^```console\s*```$/m);
  });
});

/** A page that was only begun has no substance yet; what is missing there is said by test/prose/check.ts. */
const written = pages.filter(({ body }) => unwritten(body).length === 0);

describe.each(written.filter(({ address }) => /^\/(?:howto|explain)\//.test(address)))(
  '$file',
  ({ address, body }) => {
    test('has substance, and sources for it', () => {
      const sources = uses(body, 'Source').map(({ href }) => href);
      // An explanation may show more than it says: what went over the wire, the lines of a config.
      const least = address.startsWith('/howto/') ? 600 : 350;
      expect(prose(body).split(/\s+/).length).toBeGreaterThan(least);
      expect(sources.length).toBeGreaterThanOrEqual(3);
      expect(new Set(sources).size).toBeGreaterThanOrEqual(2);
    });
  },
);

describe.each(pages.filter(({ address }) => address.startsWith('/runbooks/')))(
  '$file',
  ({ body }) => {
    test('goes from what it means to whom to call', () => {
      const headings = [...body.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!);
      for (const heading of ['What it means', 'What it does', 'Find out', 'Take it back'])
        expect(headings).toContain(heading);
      expect(headings.some((heading) => /^See that it/.test(heading))).toBe(true);
      expect(headings).toContain('When to ask for help');
    });
  },
);

describe.each(pages.filter(({ address }) => address.startsWith('/howto/')))('$file', ({ body }) => {
  test('says what is needed, how to check and how to undo', () => {
    expect(body).toMatch(/^## What you need$/m);
    expect(body).toMatch(/^### 1\. /m);
    expect(body.match(/^[*_]You should see/gm)?.length ?? 0).toBeGreaterThanOrEqual(3);
    expect(body).toMatch(/what goes wrong|what refuses what/i);
    expect(body).toMatch(/^## Undo$/m);
  });
});

test.each(drills.flatMap(({ id, hints }) => hints.map(({ page }) => [id, page] as const)))(
  'a hint of %s leads to a page: %s',
  (_id, page) => {
    expect(exists(page)).toBe(true);
  },
);

/** Whether a link of a written page leads anywhere: to another one, or to a page made from the inventory. */
function exists(link: string): boolean {
  if (link === '/' || addresses.has(link)) return true;
  const [, section, id] = /^\/([a-z]+)\/(?:([^/]+)\/)?$/.exec(link) ?? [];
  if (section === 'reference')
    return ['inventory', 'installs', 'problems', 'command'].includes(id!);
  if (section === 'stages') return stages.some((stage) => stage.id === id);
  if (section === 'routes') return id === undefined || routes.some((route) => route.id === id);
  if (section === 'faults') return id === undefined || faults.some((fault) => fault.id === id);
  if (section === 'drills') return id === undefined || drills.some((drill) => drill.id === id);
  if (section === 'proofs')
    return id === undefined || lab.proofs.some(({ predicate }) => predicate.boot.scenario === id);
  if (section === 'print') return id === undefined || id === 'errors' || id === 'hosts';
  // Their entries are pages that people write, so they are among the addresses.
  if (section === 'errors' || section === 'quirks') return id === undefined;
  const collection = new Map<string, ReadonlyMap<string, unknown>>([
    ['hosts', inventory.hosts],
    ['networks', inventory.networks],
    ['servers', inventory.servers],
    ['models', inventory.models],
    ['profiles', inventory.profiles],
    ['images', inventory.images],
  ]).get(section ?? '');
  return collection !== undefined && (id === undefined || collection.has(id));
}

/** Every rule that some line or some stage of the example site rests on, and all rules of the plan. */
function allRules(): Rule[] {
  const found = new Map<string, Rule>();
  for (const rule of Object.values(planRules)) found.set(rule.id, rule);
  for (const plan of plans) {
    const reasons = [
      ...book
        .emittedBy(plan.server.id)
        .artifacts.flatMap(({ lines }) => lines.flatMap(({ because }) => because)),
      ...plan.hosts.flatMap((host) =>
        explainHost(plan, host).flatMap(({ told }) => told.flatMap(({ because }) => because)),
      ),
    ];
    for (const reason of reasons)
      if (reason.kind === 'rule') found.set(reason.rule.id, reason.rule);
  }
  return [...found.values()];
}

describe('what generated pages point to', () => {
  test('every rule has a written page, and its source is given by https', () => {
    const rules = allRules();
    expect(rules.length).toBeGreaterThan(Object.keys(planRules).length);
    expect(
      rules.filter(({ page }) => !exists(page)).map(({ id, page }) => `${id} → ${page}`),
    ).toEqual([]);
    expect(
      rules
        .filter(({ source }) => source !== undefined && !source.startsWith('https://'))
        .map(({ id, source }) => `${id} → ${source}`),
    ).toEqual([]);
  });

  test('every route has a written page', () => {
    expect(
      routes.filter(({ page }) => !addresses.has(page)).map(({ id, page }) => `${id} → ${page}`),
    ).toEqual([]);
  });
});
