import { describe, expect, test } from 'vitest';
import { macDigits } from '../../src/search/entry.ts';
import { find, findByLine, isName } from '../../src/search/find.ts';
import { passagesOf } from '../../src/search/passages.ts';
import { thingsOf } from '../../src/search/things.ts';
import { catalogue } from '../../src/data/catalogue.ts';
import { lab } from '../../src/data/lab.ts';
import { book } from '../../src/data/site.ts';

const things = thingsOf(book, catalogue, lab);
const passages = passagesOf(
  'Why TFTP is slow',
  '/explain/tftp-and-http/',
  '---\ntitle: Why TFTP is slow\n---\nOne _block_ at a time, by snake_case_names.\n\n## What it does\n\n`PXE-E32` means that <Source href="https://x">no answer</Source> came.\n\n```sh\n## not a heading\n```\n\n### Deep\n\n| a | b |\n| --- | --- |\n| [link](/x/) | **bold** |\n',
  [
    { slug: 'what-it-does', text: 'What it does', depth: 2 },
    { slug: 'deep', text: 'Deep', depth: 3 },
  ],
);
const first = (query: string): string | undefined => {
  const answer = find(things, passages, query)[0];
  return answer && `${answer.kind} ${answer.name}`;
};

describe('the search field', () => {
  test.each([
    ['web02', 'host web02'],
    ['WEB02', 'host web02'],
    ['web02.ams1.example.net', 'host web02'],
    ['10.20.0.12', 'host web02'],
    ['00:24:e8:5a:10:02', 'host web02'],
    ['00-24-E8-5A-10-02', 'host web02'],
    ['0024.e85a.1002', 'host web02'],
    ['0024e85a1002', 'host web02'],
    ['01-00-24-e8-5a-10-02', 'host web02'],
    ['94:40:c9', 'host db01'],
    ['boot1', 'boot server boot1'],
    ['10.20.0.2', 'boot server boot1'],
    ['10.20.0.77', 'network prod'],
    ['10.20.60.0/25', 'network edge'],
    ['dhcp-match', 'directive dhcp-match'],
    ['bootbook.conf', 'file /etc/dnsmasq.d/bootbook.conf'],
    ['nbp', 'stage nbp'],
    ['uefi-amd64-tftp-grub', 'boot route uefi-amd64-tftp-grub'],
    ['dell-r610', 'model dell-r610'],
    ['PXE-E32', 'error PXE-E32: TFTP open timeout'],
    ['040ee119', 'error iPXE: No configuration methods succeeded (040ee119)'],
    ['stp-no-portfast', 'quirk Spanning tree keeps the port blocked after link-up'],
    ['tftp-blocked', 'fault A firewall blocks TFTP'],
    ['unknown-id', 'problem unknown-id'],
    ['BOOTIF', 'argument BOOTIF'],
    ['spaning tree', 'quirk Spanning tree keeps the port blocked after link-up'],
    ['dhpc-host', 'directive dhcp-host'],
    ['why slow', 'page Why TFTP is slow'],
    ['PXE-E32: no answer, 17 s', 'page Why TFTP is slow: What it does'],
  ])('%s finds %s first', (query, expected) => {
    expect(first(query)).toBe(expected);
  });

  test('wants every word', () => {
    expect(find(things, passages, 'dell poweredge').length).toBeGreaterThan(1);
    expect(find(things, passages, 'tftp xyzzy')).toEqual([]);
    expect(find(things, passages, '   ')).toEqual([]);
  });

  test('recognises what a line of a config or a log is about', () => {
    expect(first('dhcp-host=00:24:e8:5a:10:02,10.20.0.12')).toBe('directive dhcp-host');
    expect(
      findByLine(
        things,
        `dnsmasq-dhcp[1]: DHCPDISCOVER(eno1) 00:24:e8:5a:10:02
nothing to see here
dnsmasq-tftp[1]: sent /srv/tftp/pxelinux.0 to 10.20.0.13.`,
      ).map(({ number, answers }) => [number, [...new Set(answers.map(({ name }) => name))]]),
    ).toEqual([
      [1, ['web02']],
      [3, ['/srv/tftp/pxelinux.0', 'web03']],
    ]);
  });

  test('leads to pages and lines by exact addresses', () => {
    const directive = things.find(
      ({ kind, name }) => kind === 'directive' && name === 'dhcp-match',
    )!;
    const [, path, line] = /^\/files\/boot1\/(.*)\/#L(\d+)$/.exec(directive.href)!;
    const text = book.artifactAt('boot1', path!).lines[Number(line) - 1]!.text;
    expect(text).toMatch(/^dhcp-match/);
  });
});

describe('the name of one thing is no message of a machine', () => {
  test.each(['web02', ' WEB02 ', '10.20.0.12', '00:24:e8:5a:10:02', 'dhcp-boot'])('%s', (text) =>
    expect(isName(things, text)).toBe(true),
  );

  test.each(['PXE-E32', 'web02: tftp timeout', 'web0', 'no link'])('%s may be one', (text) =>
    expect(isName(things, text)).toBe(false),
  );
});

describe('a MAC', () => {
  test('is known in every usual spelling, and nothing else is taken for one', () => {
    expect(macDigits('94:40:C9:1F:02:7A')).toBe('9440c91f027a');
    expect(macDigits('9440c9-1f027a')).toBe('9440c91f027a');
    expect(macDigits('94:40-c9:1f:02:7a')).toBeUndefined();
    expect(macDigits('94:40:c9:1f:02')).toBeUndefined();
    expect(macDigits('deadbeef')).toBeUndefined();
  });
});

describe('a written page', () => {
  test('is cut at its headings, without markup, but with what machines print', () => {
    expect(passages).toEqual([
      {
        page: 'Why TFTP is slow',
        heading: '',
        href: '/explain/tftp-and-http/',
        text: 'One block at a time, by snake_case_names.',
      },
      {
        page: 'Why TFTP is slow',
        heading: 'What it does',
        href: '/explain/tftp-and-http/#what-it-does',
        text: 'PXE-E32 means that no answer came. ## not a heading',
      },
      {
        page: 'Why TFTP is slow',
        heading: 'Deep',
        href: '/explain/tftp-and-http/#deep',
        text: 'a b link bold',
      },
    ]);
  });
});
