import { describe, expect, test } from 'vitest';
import { addressIn, dataScript, packPage, packStyles } from '../../cli/pack/page.ts';

const files = new Set([
  'index.html',
  'hosts/index.html',
  'hosts/web01/index.html',
  'hosts/web01.txt',
  'raw/boot1/srv/tftp/a file',
  '_astro/site.css',
  '_astro/mono.woff2',
]);
const page = 'hosts/web01/index.html';

describe('an address of a packed page', () => {
  test.each([
    ['/', '../../index.html'],
    ['/hosts/', '../index.html'],
    ['/hosts', '../index.html'],
    ['/hosts/web01/', 'index.html'],
    ['/hosts/web01/#nbp', 'index.html#nbp'],
    ['/hosts/?q=a%20b#x', '../index.html?q=a%20b#x'],
    ['/hosts/web01.txt', '../web01.txt'],
    ['/raw/boot1/srv/tftp/a%20file', '../../raw/boot1/srv/tftp/a%20file'],
    ['../', '../index.html'],
    ['./?q=1', 'index.html?q=1'],
  ])('%s leads to the file', (address, expected) =>
    expect(addressIn(address, page, files)).toEqual({ address: expected, found: true }),
  );

  test.each([
    '#nbp',
    'https://example.net/',
    '//example.net/',
    'mailto:a@example.net',
    'data:,x',
    '',
    '?q=1',
  ])('%s stays as it is', (address) => expect(addressIn(address, page, files)).toBeUndefined());

  test('one that leads nowhere says so', () =>
    expect(addressIn('/gone/', page, files)).toEqual({ address: '../../gone/', found: false }));
});

test('a page: links, styles and scripts of the pack, and nothing of the text is touched', () => {
  const html = [
    '<!DOCTYPE html><html lang="en"><head><title>a > b</title>',
    '<link rel="preload" href="/_astro/mono.woff2" as="font" crossorigin>',
    '<link rel="stylesheet" href="/_astro/site.css" crossorigin="anonymous">',
    '<script type="module">import "/x.js";</script><script type="module" src="/_astro/f.js"></script>',
    '<style>a[href="/"]{color:red}</style></head>',
    '<body><a title="1 > 0" href="/hosts/?a=1&amp;b=2">href="/hosts/"</a><!-- <a href="/"> -->',
    '<a class=x href="/gone/">gone</a></body></html>',
  ].join('\n');
  const packed = packPage(html, page, files);
  expect(packed.lost).toEqual(['/gone/']);
  expect(packed.html).toBe(
    [
      '<!DOCTYPE html><html data-root="../../" lang="en"><head><title>a > b</title>',
      '',
      '<link rel="stylesheet" href="../../_astro/site.css">',
      '',
      '<style>a[href="/"]{color:red}</style><script defer src="../../_pack/book.js"></script></head>',
      '<body><a title="1 > 0" href="../index.html?a=1&amp;b=2">href="/hosts/"</a><!-- <a href="/"> -->',
      '<a class=x href="../../gone/">gone</a></body></html>',
    ].join('\n'),
  );
});

test('a style sheet holds its fonts', () => {
  const css = `@font-face{src:url("/_astro/mono.woff2")}a{background:url(data:image/png;base64,AA==)}`;
  expect(packStyles(css, '_astro/site.css', () => Buffer.from('font'))).toBe(
    `@font-face{src:url(data:font/woff2;base64,Zm9udA==)}a{background:url(data:image/png;base64,AA==)}`,
  );
});

test('data become a script that any page may load', () => {
  expect(dataScript('/search.json', '[{"a":"</script>"}]\n')).toBe(
    '(globalThis.bootbookData??={})["/search.json"]=[{"a":"</script>"}];\n',
  );
});
